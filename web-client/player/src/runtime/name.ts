/** A name taken apart: `cmi.objectives.3.id` is `cmi.objectives.n.id` and 3. */
export interface Name {
  pattern: string;
  /** `null`: leading zeros, or beyond any list; neither is an index. */
  indices: (number | null)[];
  /** What stands in `{target=…}`. */
  target: string;
}

const TARGET = /^(adl\.nav\.request_valid\.(?:choice|jump)\.)\{target=([^]+)\}$/;

export function parseName(name: string): Name {
  const valid = TARGET.exec(name);
  if (valid) return { pattern: `${valid[1]}{target=}`, indices: [], target: valid[2] ?? '' };
  const indices: (number | null)[] = [];
  const segments = name.split('.').map((segment) => {
    if (/^\d+$/.test(segment)) {
      indices.push(/^(0|[1-9]\d{0,5})$/.test(segment) ? Number(segment) : null);
      return 'n';
    }
    // A literal `n` must not pass for an index.
    return segment === 'n' ? 'n?' : segment;
  });
  return { pattern: segments.join('.'), indices, target: '' };
}

/** The name of a pattern with its first indices put in. */
export function bind(pattern: string, indices: readonly number[]): string {
  let next = 0;
  return pattern
    .split('.')
    .map((segment) => (segment === 'n' && next < indices.length ? String(indices[next++]) : segment))
    .join('.');
}

/** The part of a pattern that names its list at a depth. */
export function listOf(pattern: string, depth: number): string {
  const head: string[] = [];
  let seen = 0;
  for (const segment of pattern.split('.')) {
    if (segment === '_count' || (segment === 'n' && seen++ === depth)) break;
    head.push(segment);
  }
  return head.join('.');
}
