/** Words that were typed and not saved: kept in the browser's tab until they are. */
export interface Kept {
  /** The revision that the writer saw. */
  revision: number;
  words: Record<string, string>;
}

const nameOf = (person: string, slug: string, key: string, language: string): string =>
  ['vidik.text', person, slug, key, language].join(' ');

/** One text's place in the tab's storage. A browser that denies it keeps nothing, and says so by `keep`. */
export class Shelf {
  readonly #name: string;

  constructor(person: string, slug: string, key: string, language: string) {
    this.#name = nameOf(person, slug, key, language);
  }

  found(): Kept | null {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#name) ?? 'null');
      return isKept(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  keep(kept: Kept): boolean {
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.#name);
    } catch {
      // Nothing was kept.
    }
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { revision, words } = value as Partial<Kept>;
  return typeof revision === 'number' && typeof words === 'object' && words !== null;
}
