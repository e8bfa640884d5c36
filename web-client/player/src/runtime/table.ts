import source from '../generated/elements.json';

/** Which run-time standard a package talks. */
export type Standard = 'scorm12' | 'scorm2004';

/** The type of an element's value, as crates/specs/scorm names it. */
export type Kind =
  | 'text'
  | 'localized'
  | 'language'
  | 'identifier'
  | 'token'
  | 'words'
  | 'real'
  | 'decimal'
  | 'integer'
  | 'result'
  | 'time'
  | 'interval'
  | 'clock'
  | 'timespan'
  | 'response'
  | 'pattern'
  | 'navigation'
  | 'valid'
  | 'count'
  | 'fixed';

/** Everything about an element but its name and rule. */
interface Type {
  /** Read and write where nothing is said. */
  access?: 'ro' | 'wo';
  /** Missing where only the LMS writes: the browser has nothing to check. */
  kind?: Kind;
  /** Characters that are kept. */
  cap?: number;
  min?: number;
  max?: number;
  words?: string[];
  /** What a `fixed` element answers. */
  value?: string;
  default?: string;
  /** Elements with the same leading indices, separated by spaces, that must hold a value first. */
  needs?: string;
  /** No two members of its list hold the same value. */
  unique?: 1;
  /** A value can only be set to itself. */
  once?: 1;
}

/** One element of a data model; names carry `n` for every index. */
export interface Element extends Type {
  name: string;
  rule: string;
}

/** Codes of SCORM 2004 get and set, SCORM 1.2 get and set; the English text. */
export type ReasonText = [codes: [number, number, number, number], text: string];

interface Source {
  types: Type[];
  groups: [group: string, rule: string, leaves: Record<string, number>][];
  lists: Record<string, number[]>;
  absent: string[];
  errors: Record<string, string>;
}

const data = source as unknown as Record<Standard, Source> & {
  languages: [two: string, three: string];
  reasons: Record<string, ReasonText>;
};

/** ISO 639-1 and 639-2 codes. */
export const LANGUAGES = new Set([...(data.languages[0].match(/../g) ?? []), ...(data.languages[1].match(/.../g) ?? [])]);
/** Why calls are refused. */
export const REASONS = data.reasons;

/** The data model of one standard. */
export class Table {
  readonly #elements = new Map<string, Element>();
  readonly #groups = new Set<string>();
  readonly errors: Record<string, string>;
  readonly #source: Source;

  constructor(readonly standard: Standard) {
    this.#source = data[standard];
    this.errors = this.#source.errors;
    for (const [group, rule, leaves] of this.#source.groups) {
      for (let head = group; head; head = head.slice(0, Math.max(head.lastIndexOf('.'), 0))) this.#groups.add(head);
      for (const [leaf, type] of Object.entries(leaves)) {
        const name = `${group}.${leaf}`;
        this.#elements.set(name, { name, rule, ...(this.#source.types[type] as Type) });
      }
    }
  }

  element(pattern: string): Element | undefined {
    return this.#elements.get(pattern);
  }

  /** How many records a list keeps; `null` where only the LMS makes them. */
  cap(list: string): number | null {
    const [cap, fixed] = this.#source.lists[list] ?? [0, 1];
    return fixed || cap === undefined ? null : cap;
  }

  /** Whether the pattern is an element or a group of elements. */
  knows(pattern: string): boolean {
    return this.#elements.has(pattern) || this.#groups.has(pattern);
  }

  /** Whether an earlier model has it and this one leaves it out. */
  leavesOut(pattern: string): boolean {
    return this.#source.absent.some((group) => pattern === group || pattern.startsWith(`${group}.`));
  }
}
