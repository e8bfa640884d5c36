import { waitBeforeTry } from './backoff';
import { closingBody, mergeCalls } from './closing-body';
import { type Connection, LineLost, Refusal } from './connection';
import type { Journal } from './journal';
import type { Commit, CommitAnswer, Navigation } from './wire';

/** What the learner is told about their work. */
export type SaveState =
  | { kind: 'idle' }
  | { kind: 'saved'; at: Date }
  | { kind: 'saving' }
  /** Not on the server yet; this device keeps it and sends it later. */
  | { kind: 'kept' }
  /** Neither on the server nor kept. */
  | { kind: 'unsaved' };

/** Why nothing is sent any more. */
export type Stopped = 'taken_over' | 'expired' | 'refused';

export type Draft = Omit<Commit, 'number'>;

interface Entry {
  commit: Commit;
  /** Once it was on its way it may have arrived: from then on it must not grow. */
  sent: boolean;
}

export interface OutboxOptions {
  attempt: string;
  launch: string;
  nextNumber: number;
  connection: Pick<Connection, 'commit' | 'ship'>;
  journal: Pick<Journal, 'put' | 'forget' | 'durable'>;
  onState(state: SaveState): void;
  onAnswer(answer: CommitAnswer): void;
  onStopped(why: Stopped): void;
  now?: () => number;
  random?: () => number;
}

const BATCH_CHARACTERS = 200_000;
/** Two background requests are at least this far apart. */
const PACE = 1_000;

/** The queue of one launch: numbered commits, sent in order, one request at a time, until the server has them. */
export class Outbox {
  #queue: Entry[] = [];
  #launch: string;
  #next: number;
  #failures = 0;
  #stopped: Stopped | null = null;
  #held = false;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;
  #state: SaveState = { kind: 'idle' };

  constructor(private readonly options: OutboxOptions) {
    this.#launch = options.launch;
    this.#next = options.nextNumber;
  }

  get state(): SaveState {
    return this.#state;
  }

  get stopped(): Stopped | null {
    return this.#stopped;
  }

  /** Commits that the server has not acknowledged. */
  get pending(): Commit[] {
    return this.#queue.map((entry) => entry.commit);
  }

  /** True while the last request failed for want of a line. */
  get lineDown(): boolean {
    return this.#failures > 0;
  }

  /** Queues what happened and begins its journal write; `true` means: it will be sent, in order. */
  add(draft: Draft): boolean {
    if (this.#stopped === 'taken_over' || this.#stopped === 'refused') return false;
    const last = this.#queue.at(-1);
    if (last && !last.sent && last.commit.visit === draft.visit && !last.commit.terminate) {
      last.commit = {
        ...last.commit,
        set: mergeCalls(last.commit.set, draft.set),
        terminate: draft.terminate,
        seconds: last.commit.seconds + draft.seconds
      };
      this.options.journal.put(this.options.attempt, this.#launch, last.commit);
    } else {
      const commit: Commit = { number: this.#next, ...draft };
      this.#next += 1;
      this.#queue.push({ commit, sent: false });
      this.options.journal.put(this.options.attempt, this.#launch, commit);
    }
    if (this.#failures === 0 && !this.#stopped) this.#show({ kind: 'saving' });
    else this.#show(this.#waiting());
    if (this.#failures === 0) this.#schedule(this.#pause());
    return true;
  }

  /** Sends now: the learner pressed Retry, the line is back, or the page may soon be gone. */
  urge(): void {
    if (this.#stopped === 'refused') this.#stopped = null;
    this.#schedule(0);
  }

  /** Stops background sending while a navigation is put together. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#schedule(this.#pause());
  }

  /**
   * Makes sure that nothing is left of which the server may or may not have heard. `false`: there is no line, or
   * nothing is sent any more.
   */
  async settle(): Promise<boolean> {
    if (this.#running) await this.#running;
    if (this.#stopped === 'refused') this.#stopped = null;
    if (this.#failures > 0 || this.#queue.some((entry) => entry.sent)) await this.#run();
    return this.#stopped === null && this.#failures === 0;
  }

  /** One request with all that is pending and what is asked for; tries until there is an answer. */
  async navigate(navigation: Navigation, onWaiting: () => void): Promise<CommitAnswer> {
    for (;;) {
      try {
        const answer = await this.#post(this.#queue, navigation);
        this.#failures = 0;
        this.#acknowledge(answer);
        return answer;
      } catch (error) {
        if (!(error instanceof LineLost)) {
          this.#stop(error);
          throw error;
        }
        this.#failures += 1;
        this.#show(this.#waiting());
        onWaiting();
        await this.#sleep();
      }
    }
  }

  /** The page goes away: ships what fits, without waiting for an answer. */
  shipAtExit(): void {
    clearTimeout(this.#timer);
    this.#held = true;
    if (this.#stopped) return;
    const body = closingBody(this.pending);
    if (body) this.options.connection.ship(body);
  }

  /** Goes on under a newer launch of the same attempt; the caller hands over what was pending. */
  rebase(launch: string, nextNumber: number): Commit[] {
    const left = this.pending;
    this.#queue = [];
    this.#launch = launch;
    this.#next = nextNumber;
    this.#failures = 0;
    this.#stopped = null;
    return left;
  }

  #pause(): number {
    return Math.max(0, this.#lastStart + PACE - this.#now());
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running ??= this.#send().finally(() => (this.#running = null));
    return this.#running;
  }

  async #send(): Promise<void> {
    while (this.#queue.length > 0 && !this.#stopped && !this.#held) {
      this.#lastStart = this.#now();
      try {
        const answer = await this.#post(this.#batch(), null);
        this.#failures = 0;
        this.#acknowledge(answer);
        this.options.onAnswer(answer);
      } catch (error) {
        if (error instanceof LineLost) {
          this.#failures += 1;
          this.#show(this.#waiting());
          if (!this.#held) this.#schedule(waitBeforeTry(this.#failures, this.options.random));
        } else this.#stop(error);
        return;
      }
    }
  }

  #batch(): Entry[] {
    let room = BATCH_CHARACTERS;
    return this.#queue.filter((entry, index) => {
      room -= JSON.stringify(entry.commit).length;
      return index === 0 || room > 0;
    });
  }

  #post(entries: Entry[], navigation: Navigation | null): Promise<CommitAnswer> {
    if (this.#failures === 0) this.#show({ kind: 'saving' });
    for (const entry of entries) entry.sent = true;
    return this.options.connection.commit({ commits: entries.map((entry) => entry.commit), navigation });
  }

  #acknowledge(answer: CommitAnswer): void {
    this.#queue = this.#queue.filter((entry) => entry.commit.number > answer.acknowledged);
    this.options.journal.forget(this.#launch, answer.acknowledged);
    for (const { element, error, diagnostic } of answer.rejected) {
      console.warn(`${element} was not accepted (${error}): ${diagnostic}`);
    }
    if (this.#queue.length === 0) this.#show({ kind: 'saved', at: new Date(this.#now()) });
  }

  #stop(error: unknown): void {
    const status = error instanceof Refusal ? error.status : 0;
    this.#stopped = status === 401 ? 'expired' : status === 409 ? 'taken_over' : 'refused';
    this.#show(this.#waiting());
    this.options.onStopped(this.#stopped);
  }

  #waiting(): SaveState {
    const kept = this.options.journal.durable && this.#stopped !== 'refused';
    return { kind: kept ? 'kept' : 'unsaved' };
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, waitBeforeTry(this.#failures, this.options.random));
      function done(): void {
        clearTimeout(timer);
        globalThis.removeEventListener?.('online', done);
        resolve();
      }
      globalThis.addEventListener?.('online', done);
    });
  }

  #show(state: SaveState): void {
    this.#state = state;
    this.options.onState(state);
  }
}
