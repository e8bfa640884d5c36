import { Refusal } from '../connection';
import type { Method } from '../connection';
import type {
  Answer, AttemptView, Question, QuizResult, QuizView, Response, ReviewPolicy, ReviewView, Submitted, TopicResult
} from '../quiz/wire';
import { type FoldTable, type Key, shareOf } from './marking';

/** A question as the page of an exported quiz carries it. */
export interface ExportedQuestion {
  view: Question;
  key: Key | null;
  points: number;
  partial: boolean;
  form: string | null;
  solution: Response | null;
  choices: { id: string; correct: boolean; feedback_html: string }[];
  feedback_html: string;
}

/** Everything that a quiz needs without a server. */
export interface ExportedQuiz {
  quiz: string;
  kind: QuizView['kind'];
  title: string;
  intro_html: string | null;
  language: string;
  pass_mark: number | null;
  attempts: number | null;
  time_limit_seconds: number | null;
  shuffle_questions: boolean;
  shuffle_choices: boolean;
  review: ReviewPolicy;
  /** How many of each topic; empty: all. */
  draw: { topic: string; count: number }[];
  /** Which form is asked, where there are two. */
  form: string | null;
  topics: { id: string; title: string }[];
  questions: ExportedQuestion[];
  fold: FoldTable;
}

/** What is kept between two visits, as short as SCORM 1.2 has it (4,096 characters). */
interface Kept {
  results: { at: string; scaled: number | null; passed: boolean | null }[];
  /** The attempt that runs: drawn questions in order, answers, when it began. */
  running: { order: string[]; answers: Record<string, Response>; flags: string[]; began: string } | null;
}

export interface DeskHooks {
  /** What was kept before, and where to keep it. */
  recall(): string;
  keep(state: string): void;
  /** A quiz was handed in. */
  result(best: { scaled: number | null; passed: boolean | null; points: number; max: number; done: boolean }): void;
}

/** The server's side of a quiz, played in the page: it draws, keeps, marks. */
export class Desk {
  #kept: Kept = { results: [], running: null };
  #last: { answers: Record<string, Response>; order: string[] } | null = null;

  constructor(private readonly quiz: ExportedQuiz, private readonly hooks: DeskHooks) {
    try {
      const kept = JSON.parse(hooks.recall() || '{}') as Partial<Kept>;
      this.#kept = { results: kept.results ?? [], running: kept.running ?? null };
    } catch {
      // Somebody else's words: the quiz begins anew.
    }
  }

  /** Answers as the server would. */
  async ask<Told>(method: Method, path: string, body?: unknown): Promise<Told> {
    return this.#answer(method, path, body) as Told;
  }

  #answer(method: Method, path: string, body: unknown): unknown {
    if (method === 'GET') return path.endsWith('/review') ? this.#review() : this.#view();
    if (method === 'PUT') return this.#put(decodeURIComponent(path.split('/').at(-1) ?? ''), body as Answer);
    return path.endsWith('/submit') ? this.#submit() : this.#begin();
  }

  #keep(): void {
    this.hooks.keep(JSON.stringify(this.#kept));
  }

  #view(): QuizView {
    const { quiz } = this;
    const used = this.#kept.results.length;
    const exhausted = quiz.attempts !== null && used >= quiz.attempts;
    return {
      quiz: quiz.quiz,
      kind: quiz.kind,
      title: quiz.title,
      intro_html: quiz.intro_html,
      question_count: this.#drawn().length,
      time_limit_seconds: quiz.time_limit_seconds,
      attempts_allowed: quiz.attempts,
      attempts_used: used,
      pass_mark: quiz.pass_mark,
      counts: quiz.kind === 'exit' || quiz.kind === 'quiz',
      review: quiz.review,
      state: this.#kept.running ? 'running' : exhausted ? 'exhausted' : 'ready',
      attempt: this.#kept.running ? this.#attempt() : null,
      results: this.#kept.results.map((result, index): QuizResult => ({
        number: index + 1, attempt: String(index + 1), submitted_at: result.at, scaled: result.scaled, passed: result.passed, form: quiz.form
      })),
      before: null,
      language: quiz.language
    };
  }

  /** Of the form that is asked, as many of each topic as the author wants. */
  #drawn(): ExportedQuestion[] {
    const { draw, form, questions } = this.quiz;
    const fits = questions.filter((question) => form === null || question.form === null || question.form === form);
    if (draw.length === 0) return fits;
    return draw.flatMap(({ topic, count }) => shuffled(fits.filter((one) => one.view.topic === topic)).slice(0, count));
  }

  #begin(): AttemptView {
    if (!this.#kept.running) {
      const drawn = this.#drawn();
      const order = (this.quiz.shuffle_questions ? shuffled(drawn) : drawn).map((one) => one.view.id);
      this.#kept.running = { order, answers: {}, flags: [], began: new Date().toISOString() };
      this.#keep();
    }
    return this.#attempt();
  }

  #attempt(): AttemptView {
    const running = this.#kept.running;
    if (!running) throw new Refusal(409, 'quiz_submitted');
    const limit = this.quiz.time_limit_seconds;
    const answers: Record<string, Answer> = {};
    for (const id of running.order) {
      const response = running.answers[id] ?? null;
      const flagged = running.flags.includes(id);
      if (response !== null || flagged) answers[id] = { response, flagged, saved_at: running.began };
    }
    return {
      id: String(this.#kept.results.length + 1),
      number: this.#kept.results.length + 1,
      started_at: running.began,
      deadline: limit === null ? null : new Date(Date.parse(running.began) + limit * 1000).toISOString(),
      server_time: new Date().toISOString(),
      questions: this.#questions(running.order).map((one) => this.#mixed(one.view, running.began)),
      answers,
      submitted_at: null
    };
  }

  #questions(order: string[]): ExportedQuestion[] {
    return order.flatMap((id) => this.quiz.questions.filter((one) => one.view.id === id));
  }

  /** Choices in an order of chance that stays the same for the attempt; the order of steps and pairs would tell. */
  #mixed(view: Question, seed: string): Question {
    const mix = <Item>(items: Item[]): Item[] => shuffled(items, seeded(seed + view.id));
    const mixed: Question = { ...view };
    if (view.items) mixed.items = mix(view.items);
    if (view.right) mixed.right = mix(view.right);
    if (view.choices && this.quiz.shuffle_choices) mixed.choices = mix(view.choices);
    return mixed;
  }

  #put(question: string, { response, flagged }: Answer): { saved_at: string } {
    const running = this.#kept.running;
    if (!running) throw new Refusal(409, 'quiz_submitted');
    if (response === null) delete running.answers[question];
    else running.answers[question] = response;
    running.flags = running.flags.filter((id) => id !== question).concat(flagged ? [question] : []);
    this.#keep();
    return { saved_at: new Date().toISOString() };
  }

  #points(one: ExportedQuestion, response: Response | null): number {
    if (!one.key) return 0;
    const share = shareOf(one.key, response, this.quiz.fold);
    return share === 1 ? one.points : one.partial ? share * one.points : 0;
  }

  #submit(): Submitted {
    const running = this.#kept.running;
    if (!running) throw new Refusal(409, 'quiz_submitted');
    const asked = this.#questions(running.order);
    const marked = asked.map((one) => ({ one, points: this.#points(one, running.answers[one.view.id] ?? null), max: one.key ? one.points : 0 }));
    const points = marked.reduce((sum, mark) => sum + mark.points, 0);
    const max = marked.reduce((sum, mark) => sum + mark.max, 0);
    const scaled = this.quiz.kind === 'survey' || max === 0 ? null : points / max;
    const passed = scaled === null || this.quiz.pass_mark === null ? null : scaled + 1e-9 >= this.quiz.pass_mark;
    this.#last = { answers: running.answers, order: running.order };
    this.#kept.results.push({ at: new Date().toISOString(), scaled, passed });
    this.#kept.running = null;
    this.#keep();
    const best = this.#kept.results.reduce((one, other) => ((other.scaled ?? -1) > (one.scaled ?? -1) ? other : one));
    const exhausted = this.quiz.attempts !== null && this.#kept.results.length >= this.quiz.attempts;
    this.hooks.result({ scaled: best.scaled, passed: best.passed, points, max, done: best.passed !== false || exhausted });
    const topics = this.quiz.topics.map(({ id, title }): TopicResult => {
      const own = marked.filter(({ one }) => one.view.topic === id);
      return {
        topic: id, title, points: own.reduce((sum, mark) => sum + mark.points, 0), max_points: own.reduce((sum, mark) => sum + mark.max, 0)
      };
    });
    return {
      result: { scaled, points, max_points: max, passed, per_topic: topics.filter((topic) => topic.max_points > 0), before: null },
      review: this.#isOpen() ? this.#review() : null,
      sequencing: 'unchanged',
      ended: false,
      exception: null
    };
  }

  #isOpen(): boolean {
    const { review, attempts } = this.quiz;
    if (review === 'after-pass') return this.#kept.results.some((result) => result.passed === true);
    if (review === 'after-last-attempt') return attempts !== null && this.#kept.results.length >= attempts;
    return review === 'after-submit';
  }

  /** The last attempt's answers are known until the page is left; only its result is kept for longer. */
  #review(): ReviewView {
    const last = this.#last;
    if (!last || !this.#isOpen()) throw new Refusal(403, 'review_not_open');
    return {
      questions: this.#questions(last.order).map((one) => {
        const response = last.answers[one.view.id] ?? null;
        const points = this.#points(one, response);
        return {
          question: one.view,
          response,
          correct: one.key ? points === one.points : null,
          points,
          max_points: one.key ? one.points : 0,
          solution: one.solution,
          choices: one.choices,
          feedback_html: one.feedback_html || null,
          lesson: null
        };
      })
    };
  }
}

function shuffled<Item>(items: Item[], chance: () => number = Math.random): Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    const [a, b] = [mixed[last], mixed[other]];
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a];
  }
  return mixed;
}

/** Chance that comes out the same for the same words (FNV-1a, then a linear congruence). */
function seeded(words: string): () => number {
  let state = 2_166_136_261;
  for (const letter of words) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
