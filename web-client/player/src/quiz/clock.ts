import { say } from '../language';
import { attribute, make, write } from '../view/element';

/** Minutes before the end at which the learner is told. */
const WARNINGS = [5, 1];

/** The time that is left: shown unless the learner hides it, said aloud only when it gets short. */
export class Clock {
  readonly element: HTMLElement;
  readonly #shown = make('span', { class: 'clock-time' });
  readonly #said = make('span', { class: 'spoken', attributes: { role: 'status' } });
  readonly #turn: HTMLButtonElement;
  readonly #end: number;
  readonly #tick: ReturnType<typeof setInterval>;
  #hidden = false;
  #warned = Infinity;

  /** `serverTime` is what the server's clock said just now: the device's own may be wrong. */
  constructor(deadline: string, serverTime: string, private readonly over: () => void) {
    this.#end = Date.now() + (Date.parse(deadline) - Date.parse(serverTime));
    this.#turn = make('button', {
      class: 'button quiet small',
      attributes: { type: 'button' },
      on: { click: () => ((this.#hidden = !this.#hidden), this.#draw()) }
    });
    this.element = make('p', { class: 'clock' }, this.#shown, this.#turn, this.#said);
    this.#tick = setInterval(() => this.#draw(), 1_000);
    this.#draw();
  }

  stop(): void {
    clearInterval(this.#tick);
  }

  #draw(): void {
    const seconds = Math.max(0, Math.ceil((this.#end - Date.now()) / 1_000));
    const minutes = Math.floor(seconds / 60);
    const time = `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
    write(this.#shown, say('player.quiz.time_left', { time }));
    attribute(this.#shown, 'hidden', this.#hidden && seconds > 60);
    write(this.#turn, say(this.#hidden ? 'player.quiz.show_time' : 'player.quiz.hide_time'));
    this.element.classList.toggle('short', seconds <= 60);
    const due = WARNINGS.find((warning) => seconds <= warning * 60 && this.#warned > warning && seconds > 0);
    if (due !== undefined) {
      this.#warned = WARNINGS.filter((warning) => seconds <= warning * 60).at(-1) ?? due;
      write(this.#said, say('player.quiz.minutes_left', { minutes: this.#warned }));
    }
    if (seconds === 0) {
      this.stop();
      this.over();
    }
  }
}
