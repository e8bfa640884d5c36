import { say } from '../language';
import { attribute, make } from '../view/element';
import type { Answers, Given } from './answers';
import { Clock } from './clock';
import { inputOf, words } from './inputs';
import { button, heading, page } from './pages';
import type { AttemptView, Question, Response } from './wire';

export interface PaperHooks {
  show(element: HTMLElement): void;
  /** The learner is through; the numbers of questions without an answer. */
  handIn(unanswered: number[]): void;
  /** The time is over. */
  over(): void;
}

/** One attempt: a question a page, with a grid of all of them, in any order. */
export class Paper {
  readonly #given = new Map<string, Given>();
  readonly #clock: Clock | null;
  #at = 0;

  constructor(
    private readonly attempt: AttemptView,
    private readonly answers: Answers,
    private readonly hooks: PaperHooks
  ) {
    for (const [id, answer] of Object.entries(attempt.answers)) {
      this.#given.set(id, { response: answer.response, flagged: answer.flagged });
    }
    for (const [id, given] of answers.remains) this.#given.set(id, given);
    this.#clock = attempt.deadline ? new Clock(attempt.deadline, attempt.server_time, hooks.over) : null;
  }

  /** Shows the first question that has no answer yet. */
  begin(): void {
    const open = this.attempt.questions.findIndex((question) => !this.#isAnswered(question));
    this.#go(Math.max(0, open));
  }

  close(): void {
    this.#clock?.stop();
  }

  #isAnswered(question: Question): boolean {
    return (this.#given.get(question.id)?.response ?? null) !== null;
  }

  #go(index: number): void {
    this.#at = index;
    const question = this.attempt.questions[index];
    if (question) this.hooks.show(this.#page(question));
  }

  #page(question: Question): HTMLElement {
    const [number, of] = [this.#at + 1, this.attempt.questions.length];
    const grid = make('nav', { class: 'grid', attributes: { 'aria-label': say('player.quiz.all_questions') } });
    const head = make(
      'div',
      { class: 'paper-head' },
      heading(say('player.quiz.question_of', { number, of }), document.documentElement.lang),
      this.#clock?.element ?? null
    );
    const prompt = words('div', question.prompt_html, 'prompt');
    const field = make('fieldset', { class: 'question', attributes: { lang: question.language } }, make('legend', {}, prompt));
    const response = this.#given.get(question.id)?.response ?? null;
    field.append(inputOf(question, response, (changed, soon) => this.#answer(question, changed, soon, grid)));
    this.#drawGrid(grid);
    return page('paper', head, field, this.#flag(question, grid), this.#moves(), grid);
  }

  #answer(question: Question, response: Response | null, soon: boolean, grid: HTMLElement): void {
    this.#give(question, { response, flagged: this.#given.get(question.id)?.flagged ?? false }, soon);
    this.#drawGrid(grid);
  }

  #give(question: Question, given: Given, soon: boolean): void {
    this.#given.set(question.id, given);
    this.answers.give(question.id, given, soon);
  }

  #flag(question: Question, grid: HTMLElement): HTMLElement {
    const flag = button(say('player.quiz.flag'), false, () => {
      const { response = null, flagged = false } = this.#given.get(question.id) ?? {};
      this.#give(question, { response, flagged: !flagged }, true);
      attribute(flag, 'aria-pressed', String(!flagged));
      this.#drawGrid(grid);
    });
    flag.classList.add('quiet', 'small', 'flag');
    attribute(flag, 'aria-pressed', String(this.#given.get(question.id)?.flagged ?? false));
    return make('p', {}, flag);
  }

  #moves(): HTMLElement {
    const last = this.#at === this.attempt.questions.length - 1;
    const back = button(say('player.quiz.back'), false, () => this.#go(this.#at - 1));
    back.disabled = this.#at === 0;
    const forth = last
      ? button(say('player.quiz.hand_in'), true, () => this.#handIn())
      : button(say('player.quiz.next'), true, () => this.#go(this.#at + 1));
    const early = last ? null : button(say('player.quiz.hand_in'), false, () => this.#handIn());
    early?.classList.add('quiet');
    return make('p', { class: 'choices paper-moves' }, back, forth, early);
  }

  #handIn(): void {
    const open = this.attempt.questions.flatMap((question, index) => (this.#isAnswered(question) ? [] : [index + 1]));
    this.hooks.handIn(open);
  }

  #drawGrid(grid: HTMLElement): void {
    const marks = this.attempt.questions.map((question, index) => {
      const flagged = this.#given.get(question.id)?.flagged === true;
      const answered = this.#isAnswered(question);
      const states = [say(answered ? 'player.quiz.answered' : 'player.quiz.open'), flagged ? say('player.quiz.flagged') : ''];
      return make(
        'button',
        {
          class: `mark-of ${answered ? 'answered' : ''} ${flagged ? 'flagged' : ''}`.trim(),
          text: String(index + 1),
          attributes: {
            type: 'button',
            'aria-label': `${say('player.quiz.question', { number: index + 1 })}: ${states.filter(Boolean).join(', ')}`,
            'aria-current': index === this.#at ? 'true' : undefined
          },
          on: { click: () => this.#go(index) }
        }
      );
    });
    grid.replaceChildren(...marks);
  }
}
