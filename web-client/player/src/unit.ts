import type { Connection } from './connection';
import type { Stage } from './stage';
import type { Delivery, LaunchedUnit, Sequencing } from './wire';

/** Where a unit leads when it is over. */
const RETURNED = '/play/returned';
/** What units reach they tell to the record; the outline asks for it this often. */
const ASK_AGAIN = 15_000;

export interface UnitOptions {
  delivery: Delivery;
  language: string;
  stage: Pick<Stage, 'load' | 'focus'>;
  connection: Pick<Connection, 'ask'>;
  /** Shows the page from which a unit with a window of its own is opened. */
  onOwnWindow(open: () => void): void;
  onSequencing(sequencing: Sequencing): void;
  /** The unit has led to the page at its end. */
  onReturned(): void;
}

/** A unit of cmi5 in the place of the content, or in a window of its own. */
export class Unit {
  #window: Window | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #gone = false;

  constructor(private readonly options: UnitOptions) {}

  /** Launches the unit; rejects where that cannot be done. */
  async open(): Promise<void> {
    const { connection, delivery, language, stage } = this.options;
    const launched = await connection.ask<LaunchedUnit>('POST', '/play/units', { activity: delivery.activity });
    if (this.#gone) return;
    this.#timer = setInterval(() => void this.refresh(), ASK_AGAIN);
    if (launched.own_window) return this.options.onOwnWindow(() => this.#openWindow(launched.url));
    const loaded = stage.load({ ...delivery, url: launched.url }, language, (path) => {
      if (path === RETURNED) void this.#returned();
    });
    stage.focus();
    await loaded;
  }

  /** Asks where the course stands. */
  async refresh(): Promise<void> {
    if (this.#window?.closed) this.#window = null;
    const here = encodeURIComponent(this.options.delivery.activity);
    try {
      const { sequencing } = await this.options.connection.ask<{ sequencing: Sequencing }>('GET', `/play/standing?activity=${here}`);
      if (!this.#gone) this.options.onSequencing(sequencing);
    } catch {
      // The next question, or the learner's next step, tells the same.
    }
  }

  close(): void {
    this.#gone = true;
    clearInterval(this.#timer);
    this.#window?.close();
    this.#window = null;
  }

  #openWindow(url: string): void {
    if (this.#window && !this.#window.closed) return this.#window.focus();
    // Without "noopener": the window is closed with the unit. What stands in it is of the content's origin anyway.
    this.#window = window.open(url, '_blank');
  }

  async #returned(): Promise<void> {
    await this.refresh();
    if (!this.#gone) this.options.onReturned();
  }
}
