import { guardedApi, offerApi } from './api';
import { sayRunTime } from './language';
import type { Draft } from './outbox';
import { RunTime } from './runtime';
import type { Delivery, Sequencing, Standard } from './wire';

/** SetValue calls wait this long for company before they are sent. */
const GATHER = 3_000;
/** Beyond this much text they do not wait: what is left for the moment of closing has to be small. */
const PLENTY = 8_000;

export interface VisitOptions {
  delivery: Delivery;
  standard: Standard;
  /** False once nothing can be stored any more. */
  open(): boolean;
  /** False while the sign-in has run out: what is queued then may be handed over later, but that is not certain. */
  alive(): boolean;
  /** Queues a commit; false when it is refused. */
  add(draft: Draft): boolean;
  /** The content called Terminate. */
  onTerminated(): void;
  now?: () => number;
}

/** One delivery: the content's run-time from the moment it is shown to the moment it is taken away. */
export class Visit {
  readonly #runTime: RunTime | null;
  #number: number;
  #closed = false;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #characters = 0;
  /** Up to when time has been reported. */
  #reported: number;

  constructor(private readonly options: VisitOptions) {
    const { delivery, standard } = options;
    this.#number = delivery.visit;
    this.#reported = this.#now();
    this.#runTime = delivery.kind === 'sco' ? this.#begin(delivery, standard) : null;
    offerApi(null, standard);
    if (!this.#runTime) return;
    const gate = { open: options.open, wrote: (characters: number) => this.#wrote(characters) };
    offerApi(guardedApi(this.#runTime.api, standard, gate), standard);
  }

  get activity(): string {
    return this.options.delivery.activity;
  }

  get number(): number {
    return this.#number;
  }

  /** True once the content's session has ended and that is queued. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The same visit goes on under a newer launch, which counts its own visits. */
  renumber(number: number): void {
    this.#number = number;
  }

  /** What may be asked for now, as `adl.nav.request_valid` tells the content. */
  lookAhead({ valid }: Sequencing): void {
    const word = (may: boolean): string => (may ? 'true' : 'false');
    const words = (targets: Record<string, boolean>): Record<string, string> =>
      Object.fromEntries(Object.entries(targets).map(([target, may]) => [target, word(may)]));
    this.#runTime?.lookAhead({
      continue: word(valid.continue_valid),
      previous: word(valid.previous),
      choice: words(valid.choice),
      jump: words(valid.jump)
    });
  }

  /** Queues what has gathered. */
  flush(): boolean {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#characters = 0;
    const set = this.#runTime?.takeChanges() ?? [];
    return set.length === 0 || this.options.add(this.#draft(set, false));
  }

  /** Queues an empty commit: a request that goes with one of this visit can be told from its repetition. */
  mark(): void {
    const { activity, number: visit } = this;
    this.options.add({ activity, visit, set: [], terminate: false, seconds: 0 });
  }

  /** Ends the visit for content that did not do so itself. */
  close(): void {
    if (this.#closed) return;
    clearTimeout(this.#gathering);
    this.#closed = true;
    this.#runTime?.terminate();
    this.options.add(this.#draft(this.#runTime?.takeChanges() ?? [], true));
  }

  #begin(delivery: Delivery, standard: Standard): RunTime {
    return new RunTime({
      standard,
      data: delivery.data ?? {},
      requestValid: delivery.request_valid as never,
      onChange: () => this.#gather(),
      onCommit: () => this.flush() && this.options.alive(),
      onTerminate: () => this.#terminated(),
      translate: sayRunTime
    });
  }

  #terminated(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#gathering);
    this.options.add(this.#draft(this.#runTime?.takeChanges() ?? [], true));
    this.options.onTerminated();
  }

  #gather(): void {
    if (this.#closed) return;
    this.#gathering ??= setTimeout(() => this.flush(), GATHER);
  }

  #wrote(characters: number): void {
    this.#characters += characters;
    if (this.#characters > PLENTY && !this.#closed) this.flush();
  }

  #draft(set: [string, string][], terminate: boolean): Draft {
    const seconds = Math.max(0, Math.floor((this.#now() - this.#reported) / 1000));
    this.#reported += seconds * 1000;
    return { activity: this.activity, visit: this.#number, set, terminate, seconds };
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}
