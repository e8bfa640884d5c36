/** The columns of a table that somebody wants to see: kept on the device, under the table's name. */
export class ChosenColumns {
  #shown = $state<string[]>([]);
  readonly #key: string;
  readonly #all: readonly string[];

  constructor(table: string, all: readonly string[], usual: readonly string[]) {
    this.#key = `vidik-columns-${table}`;
    this.#all = all;
    this.#shown = read(this.#key)?.filter((id) => all.includes(id)) ?? [...usual];
  }

  has(id: string): boolean {
    return this.#shown.includes(id);
  }

  set(id: string, shown: boolean): void {
    const wanted = this.#all.filter((one) => (one === id ? shown : this.has(one)));
    this.#shown = wanted;
    try {
      localStorage.setItem(this.#key, JSON.stringify(wanted));
    } catch {
      // A device that keeps nothing shows the choice until the page is left.
    }
  }
}

function read(key: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : null;
  } catch {
    return null;
  }
}
