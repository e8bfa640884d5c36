import { check } from './check';
import { bind, listOf, parseName, type Name } from './name';
import { hasOnePattern, samePattern } from './response';
import { Table, type Element, type Standard } from './table';
import { real } from './values';

/** The look-ahead behind `adl.nav.request_valid`. A target that is missing from a map is not valid. */
export interface RequestValid {
  continue?: string;
  previous?: string;
  choice?: Record<string, string>;
  jump?: Record<string, string>;
}

/** Why a value was not read or set. */
export class Refusal {
  constructor(
    readonly reason: string,
    readonly element = '',
    readonly rule = '',
    readonly detail = ''
  ) {}
}

const STORE = 'adl.data.n.store';

/** One SCO's run-time data, played by the element table. Does not know of sessions. */
export class Model {
  readonly table: Table;
  readonly values = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #changes: [string, string][] = [];
  /** Where in the changes an element stands that a later value may replace. */
  #places = new Map<string, number>();

  constructor(
    readonly standard: Standard,
    data: Record<string, string>,
    private valid: RequestValid
  ) {
    this.table = new Table(standard);
    for (const [name, value] of Object.entries(data)) {
      const { pattern, indices } = parseName(name);
      const known = this.table.element(pattern) !== undefined || pattern === 'adl.data.n._access';
      if (!known || indices.includes(null)) continue;
      this.#count(pattern, indices as number[]);
      this.values.set(name, value);
    }
  }

  /** From now on `adl.nav.request_valid` answers by this. */
  lookAhead(valid: RequestValid): void {
    this.valid = valid;
  }

  /** What was set since the last call, in order. */
  takeChanges(): [string, string][] {
    const changes = this.#changes;
    this.#changes = [];
    this.#places = new Map();
    return changes;
  }

  get(name: string): string | Refusal {
    const parsed = parseName(name);
    const element = this.table.element(parsed.pattern);
    if (!element) return this.#unknown(name, parsed.pattern);
    const refusal = (reason: string, detail = '') => new Refusal(reason, name, element.rule, detail);
    if (element.access === 'wo') return refusal('writeOnly');
    const indices: number[] = [];
    for (const index of parsed.indices) {
      const count = this.#counted(element.name, indices);
      if (index === null || index >= count) return refusal('index', String(count));
      indices.push(index);
    }
    if (element.name === STORE && !this.#storeAccess(indices).includes('r')) return refusal('writeOnly');
    if (element.kind === 'fixed') return element.value ?? '';
    if (element.kind === 'count') return String(this.#counted(element.name, indices));
    if (element.kind === 'valid') return this.#validity(parsed);
    const unset = this.standard === 'scorm12' ? '' : refusal('notSet');
    return this.#determined(element.name) ?? this.values.get(name) ?? element.default ?? unset;
  }

  /** `null`: done. */
  set(name: string, value: string): Refusal | null {
    const parsed = parseName(name);
    const element = this.table.element(parsed.pattern);
    if (!element) return this.#unknown(name, parsed.pattern);
    const refusal = (reason: string, detail = '') => new Refusal(reason, name, element.rule, detail);
    if (element.kind === 'fixed' || element.kind === 'count') return refusal('keyword');
    if (element.access === 'ro') return refusal('readOnly');
    const indices: number[] = [];
    for (const index of parsed.indices) {
      const count = this.#counted(element.name, indices);
      const cap = this.table.cap(listOf(element.name, indices.length));
      if (index === null || index > count || (index === count && cap === null)) return refusal('index', String(count));
      if (index === count && cap !== null && count >= cap) return refusal('full', String(cap));
      indices.push(index);
    }
    if (element.name === STORE && !this.#storeAccess(indices).includes('w')) return refusal('readOnly');
    const missing = element.needs?.split(' ').map((need) => bind(need, indices)).find((need) => !this.values.has(need));
    if (missing !== undefined) return refusal('depends', missing);
    const type = this.#interactionType(element, indices);
    if (element.kind === 'pattern' && hasOnePattern(type) && indices[1]) return refusal('onePattern');
    const breach = check(element, value, type);
    if (breach) return refusal(...breach);
    const clash = this.#clash(element, indices, name, value, type);
    if (clash) return refusal(clash);
    this.#keep(element, indices, name, value);
    return null;
  }

  #keep(element: Element, indices: number[], name: string, value: string): void {
    this.#record(element, name, value);
    // An emptied store counts as never written (RTE 4.3.1).
    if (element.name === STORE && value === '') {
      this.values.delete(name);
      return;
    }
    this.#count(element.name, indices);
    this.values.set(name, value);
  }

  /**
   * A later value replaces the earlier one in its place, so that what depends on it still follows. Where other values
   * are judged by this one (an interaction's type, members of a list that must differ), it is kept as a step of its own.
   */
  #record(element: Element, name: string, value: string): void {
    const place = this.#places.get(name);
    const judges = element.unique || element.kind === 'pattern' || element.name === 'cmi.interactions.n.type';
    if (place !== undefined && !judges) {
      this.#changes[place] = [name, value];
      return;
    }
    if (judges) {
      const group = name.slice(0, name.lastIndexOf('.') + 1);
      for (const earlier of this.#places.keys()) if (earlier.startsWith(group)) this.#places.delete(earlier);
    }
    this.#places.set(name, this.#changes.length);
    this.#changes.push([name, value]);
  }

  /** What speaks against a well-formed value because of what is set already. */
  #clash(element: Element, indices: number[], name: string, value: string, type?: string): string | null {
    const held = this.values.get(name);
    if (element.once && held !== undefined && held !== value) return 'once';
    const same =
      element.unique ? (other: string) => other === value
      : element.kind === 'pattern' ? (other: string) => samePattern(type, other, value)
      : null;
    return same && this.#isTaken(element.name, indices, same) ? 'duplicate' : null;
  }

  /** Whether another member of the innermost list has such a value. */
  #isTaken(pattern: string, indices: number[], same: (other: string) => boolean): boolean {
    const outer = indices.slice(0, -1);
    const own = indices.at(-1);
    for (let index = this.#counted(pattern, outer) - 1; index >= 0; index--) {
      const held = index === own ? undefined : this.values.get(bind(pattern, [...outer, index]));
      if (held !== undefined && same(held)) return true;
    }
    return false;
  }

  #interactionType(element: Element, indices: number[]): string | undefined {
    if (element.kind !== 'response' && element.kind !== 'pattern') return undefined;
    return this.values.get(bind('cmi.interactions.n.type', indices));
  }

  #unknown(name: string, pattern: string): Refusal {
    const head = (keyword: string) => pattern.endsWith(keyword) && this.table.knows(pattern.slice(0, -keyword.length));
    if (name === '') return new Refusal('noName');
    if (head('._children')) return new Refusal('noChildren', name);
    if (head('._count')) return new Refusal('noCount', name);
    return new Refusal(this.table.leavesOut(pattern) ? 'notImplemented' : 'unknown', name);
  }

  /** Statuses that the LMS determines: with a limit and no measure they are unknown (RTE 4.2.4.1, 4.2.22.1). */
  #determined(pattern: string): string | null {
    if (pattern === 'cmi.completion_status') {
      return this.#compared('cmi.completion_threshold', 'cmi.progress_measure', 'completed', 'incomplete');
    }
    if (pattern === 'cmi.success_status') {
      return this.#compared('cmi.scaled_passing_score', 'cmi.score.scaled', 'passed', 'failed');
    }
    return null;
  }

  #compared(limitName: string, measureName: string, reached: string, missed: string): string | null {
    const limit = real(this.values.get(limitName));
    if (limit === null) return null;
    const measure = real(this.values.get(measureName));
    if (measure === null) return 'unknown';
    return measure >= limit ? reached : missed;
  }

  #validity({ pattern, target }: Name): string {
    const ofTarget = (map: Record<string, string> = {}) =>
      Object.hasOwn(map, target) ? map[target] : Object.keys(map).length > 0 ? 'false' : '';
    const { valid } = this;
    const kind = pattern.split('.')[3];
    const answer =
      kind === 'continue' ? valid.continue
      : kind === 'previous' ? valid.previous
      : ofTarget(kind === 'choice' ? valid.choice : valid.jump);
    return answer || 'unknown';
  }

  #storeAccess(indices: number[]): string {
    return this.values.get(`adl.data.${indices[0]}._access`) ?? 'rw';
  }

  /** How many records the list at this depth of the pattern has. */
  #counted(pattern: string, outer: number[]): number {
    return this.#counts.get(bind(listOf(pattern, outer.length), outer)) ?? 0;
  }

  #count(pattern: string, indices: number[]): void {
    indices.forEach((index, depth) => {
      const path = bind(listOf(pattern, depth), indices.slice(0, depth));
      this.#counts.set(path, Math.max(this.#counts.get(path) ?? 0, index + 1));
    });
  }
}
