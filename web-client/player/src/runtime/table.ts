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

/** A type of value with its limits. */
interface Type {
  kind: Kind;
  /** Characters that are kept. */
  cap?: number;
  min?: number;
  max?: number;
  words?: string[];
  /** What a `fixed` element answers. */
  value?: string;
}

/** What not every element has. */
interface More {
  default?: string;
  /** Elements with the same leading indices, separated by spaces, that must hold a value first. */
  needs?: string;
  unique?: boolean;
  once?: boolean;
}

/** One element of a data model; names carry `n` for every index. */
export interface Element extends Type, More {
  name: string;
  access: 'ro' | 'wo' | 'rw';
  rule: string;
}

/** Codes of SCORM 2004 get and set, SCORM 1.2 get and set; the English text. */
export type ReasonText = [codes: [number, number, number, number], text: string];

interface Source {
  kinds: Type[];
  groups: [group: string, rule: string, rows: [leaf: string, access: Element['access'], kind: number, more?: More][]][];
  lists: Record<string, number[]>;
  absent: string[];
  errors: Record<string, string>;
}

const data = source as unknown as Record<Standard, Source> & {
  languages: string;
  reasons: Record<string, ReasonText>;
};

/** ISO 639-1 and 639-2 codes. */
export const LANGUAGES = new Set(data.languages.split(' '));
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
    for (const [group, rule, rows] of this.#source.groups) {
      for (let head = group; head; head = head.slice(0, Math.max(head.lastIndexOf('.'), 0))) this.#groups.add(head);
      for (const [leaf, access, at, more] of rows) {
        const name = `${group}.${leaf}`;
        this.#elements.set(name, { name, access, rule, ...(this.#source.kinds[at] as Type), ...more });
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
