import type { Commit, CommitBody } from './wire';

/** A browser lets 64 KiB go while a page closes; some of it is the request's head. */
export const CLOSING_LIMIT = 62 * 1024;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** An element that stands alone: in a list (`…objectives.0.id`) the order of the calls matters. */
const standsAlone = (element: string): boolean => !/\.\d+(\.|$)/.test(element);

/**
 * Puts later calls after earlier ones. Of an element that stands alone the last value is kept, at the place of the
 * last call; calls into lists are kept all, in order.
 */
export function mergeCalls(earlier: [string, string][], later: [string, string][]): [string, string][] {
  const replaced = new Set(later.map(([element]) => element).filter(standsAlone));
  return [...earlier.filter(([element]) => !replaced.has(element)), ...later];
}

/** Takes values out of earlier commits that a later commit of the same visit replaces anyway. */
function slim(commits: Commit[]): Commit[] {
  const replaced = new Map<number, Set<string>>();
  return [...commits]
    .reverse()
    .map((commit) => {
      const later = replaced.get(commit.visit) ?? new Set<string>();
      const set = commit.set.filter(([element]) => !later.has(element));
      for (const [element] of commit.set) if (standsAlone(element)) later.add(element);
      replaced.set(commit.visit, later);
      return { ...commit, set };
    })
    .reverse();
}

/**
 * The last request of a page that goes away: everything that is not acknowledged, or as much of its beginning as fits.
 * `null` when there is nothing to send.
 */
export function closingBody(commits: Commit[], limit = CLOSING_LIMIT): string | null {
  let slimmed = slim(commits);
  while (slimmed.length > 0) {
    const body = JSON.stringify({ commits: slimmed, navigation: null } satisfies CommitBody);
    if (bytes(body) <= limit) return body;
    // Slimming again, since a value may now be the last one that goes.
    slimmed = slim(commits.slice(0, slimmed.length - 1));
  }
  return null;
}
