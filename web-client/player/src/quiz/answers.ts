import { waitBeforeTry } from '../backoff';
import { LineLost, Refusal } from '../connection';
import type { SaveState } from '../outbox';
import type { Response } from './wire';

export interface Given {
  response: Response | null;
  flagged: boolean;
}

export interface AnswersOptions {
  attempt: string;
  send(question: string, given: Given): Promise<unknown>;
  onState(state: SaveState): void;
  /** The server takes no more answers; `code` says why. */
  onClosed(code: string): void;
  /** Where answers wait on this device; none where it may not keep anything. */
  storage: Storage | null;
}

/** Letters that follow each other are sent together. */
const GATHER = 700;

/** Answers on their way to the server: each is sent as it is given, and waits on this device while the line is down. */
export class Answers {
  readonly #waiting = new Map<string, Given>();
  readonly #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<boolean> | null = null;
  #failures = 0;
  #closed = false;

  constructor(private readonly options: AnswersOptions) {
    this.#key = `vidik-quiz-${options.attempt}`;
    for (const [question, given] of this.#kept()) this.#waiting.set(question, given);
  }

  /** What this device still holds from before: it goes before what the server knows. */
  get remains(): ReadonlyMap<string, Given> {
    return this.#waiting;
  }

  give(question: string, given: Given, soon: boolean): void {
    if (this.#closed) return;
    this.#waiting.set(question, given);
    this.#keep();
    this.#later(soon ? 0 : GATHER);
  }

  /** Sends what waits; true when the server has everything. */
  async settle(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#waiting.size > 0 && !this.#closed) {
      if (!(await this.#send())) return false;
    }
    return true;
  }

  /** Tries at once: the line may be up again. */
  urge(): void {
    if (this.#waiting.size > 0) this.#later(0);
  }

  /** Nothing more is sent, and nothing more is kept. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#keep();
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.settle(), milliseconds);
  }

  #send(): Promise<boolean> {
    this.#sending ??= this.#sendOne().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendOne(): Promise<boolean> {
    const next = this.#waiting.entries().next().value;
    if (!next) return true;
    const [question, given] = next;
    this.options.onState({ kind: 'saving' });
    try {
      await this.options.send(question, given);
    } catch (error) {
      return this.#failed(error);
    }
    this.#failures = 0;
    // It may have been changed meanwhile; then the newer one still waits.
    if (this.#waiting.get(question) === given) this.#waiting.delete(question);
    this.#keep();
    if (this.#waiting.size === 0) this.options.onState({ kind: 'saved', at: new Date() });
    return true;
  }

  #failed(error: unknown): boolean {
    if (error instanceof Refusal) {
      this.close();
      this.options.onClosed(error.code);
      return false;
    }
    if (!(error instanceof LineLost)) console.error(error);
    this.#failures += 1;
    this.options.onState({ kind: this.options.storage ? 'kept' : 'unsaved' });
    this.#later(waitBeforeTry(this.#failures));
    return false;
  }

  #kept(): [string, Given][] {
    try {
      return JSON.parse(this.options.storage?.getItem(this.#key) ?? '[]') as [string, Given][];
    } catch {
      return [];
    }
  }

  #keep(): void {
    try {
      if (this.#waiting.size === 0) this.options.storage?.removeItem(this.#key);
      else this.options.storage?.setItem(this.#key, JSON.stringify([...this.#waiting]));
    } catch {
      // A full or forbidden storage: the answers go on waiting in memory.
    }
  }
}

/** The device's storage, where it may be used. */
export function deviceStorage(): Storage | null {
  try {
    const probe = 'vidik-probe';
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}
