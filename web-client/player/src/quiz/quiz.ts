import './quiz.css';
import { type Connection, LineLost, Refusal } from '../connection';
import { say } from '../language';
import type { SaveState } from '../outbox';
import { make } from '../view/element';
import { Answers, deviceStorage } from './answers';
import { confirmHandIn } from './confirm';
import { Paper } from './paper';
import { button, heading, page, resultPage, startPage } from './pages';
import type { AttemptView, Outcome, QuizView, ReviewView, Submitted } from './wire';

export interface QuizOptions {
  place: HTMLElement;
  connection: Pick<Connection, 'ask'>;
  activity: string;
  /** Whether what is answered is kept and counts: not while somebody only looks. */
  kept: boolean;
  onState(state: SaveState): void;
  /** Questions are being answered, or no longer. */
  onAnswering(answering: boolean): void;
  /** A result is in: the course may look different now. */
  onSubmitted(answer: Submitted): void;
  onTakenOver(): void;
}

/** A quiz from its first page to its result, in the place of the content. */
export class Quiz {
  #view: QuizView | null = null;
  #answers: Answers | null = null;
  #paper: Paper | null = null;
  #shown: HTMLElement | null = null;
  #gone = false;
  readonly #online = (): void => this.#answers?.urge();

  constructor(private readonly options: QuizOptions) {
    window.addEventListener('online', this.#online);
  }

  async open(): Promise<void> {
    await this.#try(async () => {
      this.#view = await this.#ask<QuizView>('GET', this.#at());
      if (this.#view.state === 'running' && this.#view.attempt) this.#sit(this.#view.attempt);
      else this.#start();
    });
  }

  /** Sends what was answered; false while the line is down. */
  async settle(): Promise<boolean> {
    return (await this.#answers?.settle()) ?? true;
  }

  focus(): void {
    this.#shown?.querySelector<HTMLElement>('h2')?.focus();
  }

  /** Takes the quiz away. What waits for the line stays on the device. */
  close(): void {
    this.#gone = true;
    this.options.onAnswering(false);
    window.removeEventListener('online', this.#online);
    this.#paper?.close();
    this.#shown?.remove();
    this.#shown = null;
  }

  #at(path = ''): string {
    return `/play/quiz/${encodeURIComponent(this.options.activity)}${path}`;
  }

  #ask<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> {
    return this.options.connection.ask<Answer>(method, path, body);
  }

  #show(element: HTMLElement): void {
    if (this.#gone) return;
    this.#shown?.remove();
    this.#shown = element;
    this.options.place.append(element);
    this.focus();
  }

  #start(): void {
    const quiz = this.#view;
    if (!quiz) return;
    const last = quiz.results.at(-1);
    const look = last ? () => void this.#lookBack(last.attempt) : null;
    this.#show(startPage(quiz, this.options.kept, () => void this.#begin(), look));
  }

  async #begin(): Promise<void> {
    await this.#try(async () => this.#sit(await this.#ask<AttemptView>('POST', this.#at('/attempts'), {})));
  }

  #sit(attempt: AttemptView): void {
    const quiz = this.#view;
    if (!quiz) return;
    const answers = new Answers({
      attempt: attempt.id,
      send: (question, given) =>
        this.#ask('PUT', `/play/quiz/attempts/${attempt.id}/answers/${encodeURIComponent(question)}`, given),
      onState: this.options.onState,
      onClosed: (code) => (code === 'launch_taken_over' ? this.options.onTakenOver() : void this.#handIn(attempt)),
      storage: deviceStorage()
    });
    this.#answers = answers;
    this.#paper = new Paper(attempt, answers, {
      show: (element) => this.#show(element),
      handIn: (unanswered) => void this.#wantsToHandIn(attempt, unanswered),
      over: () => void this.#handIn(attempt)
    });
    this.options.onAnswering(true);
    this.#paper.begin();
    if (answers.remains.size > 0) answers.urge();
  }

  async #wantsToHandIn(attempt: AttemptView, unanswered: number[]): Promise<void> {
    if (await confirmHandIn(unanswered, this.#view?.kind ?? 'quiz')) await this.#handIn(attempt);
    else this.focus();
  }

  async #handIn(attempt: AttemptView): Promise<void> {
    await this.#try(async () => {
      if (!(await this.settle())) throw new LineLost('answers wait');
      this.#paper?.close();
      const answer = await this.#ask<Submitted>('POST', `/play/quiz/attempts/${attempt.id}/submit`, {});
      this.#answers?.close();
      this.#answers = null;
      this.options.onAnswering(false);
      this.#view = await this.#ask<QuizView>('GET', this.#at());
      this.#result(answer.result, answer.review);
      this.options.onSubmitted(answer);
    });
  }

  #result(outcome: Outcome, review: ReviewView | null): void {
    const quiz = this.#view;
    if (!quiz) return;
    const again = quiz.state === 'exhausted' || quiz.kind === 'survey' || quiz.kind === 'entry' ? null : () => this.#start();
    this.#show(resultPage(quiz, this.options.kept, outcome, review, again));
  }

  async #lookBack(attempt: string): Promise<void> {
    await this.#try(async () => {
      const quiz = this.#view;
      const result = quiz?.results.find((known) => known.attempt === attempt);
      if (!quiz || !result) return;
      const review = await this.#ask<ReviewView>('GET', `/play/quiz/attempts/${attempt}/review`).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'review_not_open') return null;
        throw error;
      });
      const points = (review?.questions ?? []).reduce((sum, { points: more }) => sum + more, 0);
      const max = (review?.questions ?? []).reduce((sum, { max_points: more }) => sum + more, 0);
      const outcome = { scaled: result.scaled, points, max_points: max, passed: result.passed, per_topic: [], before: quiz.before };
      this.#result(outcome, review);
    });
  }

  /** What went wrong is said where the quiz stands, with the way to go on. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#gone) return;
      if (error instanceof Refusal && error.code === 'launch_taken_over') return this.options.onTakenOver();
      if (!(error instanceof LineLost)) console.error(error);
      const kind = error instanceof LineLost ? 'line' : 'refused';
      const again = button(say('player.try_again'), true, () => void this.#try(work));
      this.#show(
        page(
          'trouble',
          heading(say(`player.quiz.trouble.${kind}`), document.documentElement.lang),
          make('p', { text: say(`player.quiz.trouble.${kind}_hint`) }),
          make('p', {}, again)
        )
      );
    }
  }
}
