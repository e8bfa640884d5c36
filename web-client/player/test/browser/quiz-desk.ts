/** The server's side of one quiz, as far as the player sees it: a question of each type. */
import type { Answer, AttemptView, Question, QuizView, Response, Submitted } from '../../src/quiz/wire';

const option = (id: string, html: string) => ({ id, html });
const base = { topic: 'routes', points: 1, language: 'en' };

export const questions: Question[] = [
  { ...base, id: 'single', type: 'single', prompt_html: '<p>Which treaty defines a <em>refugee</em>?</p>',
    choices: [option('a', 'The Refugee Convention of 1951'), option('b', 'The Palermo Protocol')] },
  { ...base, id: 'several', type: 'multiple', prompt_html: '<p>Who may ask for asylum?</p>',
    choices: [option('a', 'A person at the border'), option('b', 'A person in the country'), option('c', 'Nobody')] },
  { ...base, id: 'statement', type: 'true-false', prompt_html: '<p>Asylum may be asked for in words alone.</p>' },
  { ...base, id: 'pairs', type: 'matching', prompt_html: '<p>Who does what?</p>',
    left: [option('l1', 'UNHCR'), option('l2', 'IOM')], right: [option('r1', 'Protects refugees'), option('r2', 'Manages migration')] },
  { ...base, id: 'steps', type: 'ordering', prompt_html: '<p>In which order?</p>',
    items: [option('i2', 'Register'), option('i1', 'Listen'), option('i3', 'Refer')] },
  { ...base, id: 'gaps', type: 'gap', prompt_html: '<p>Fill in.</p>',
    text_html: 'Adopted in <span data-gap="year"></span> in <span data-gap="city"></span>.',
    gaps: [{ id: 'year', kind: 'number' }, { id: 'city', kind: 'choice', choices: [option('g', 'Geneva'), option('p', 'Palermo')] }] },
  { ...base, id: 'age', type: 'numeric', prompt_html: '<p>A child is younger than…</p>', unit: 'years' },
  { ...base, id: 'word', type: 'short-text', prompt_html: '<p>Which agency protects refugees?</p>' },
  { ...base, id: 'scale', type: 'likert', prompt_html: '<p>The lesson was useful.</p>',
    scale: [option('1', 'Not at all'), option('2', 'Partly'), option('3', 'Very')] }
];

export class QuizDesk {
  readonly answers: Record<string, Answer> = {};
  submitted = 0;
  seconds: number | null = null;

  answer(method: string, path: string, body: unknown): [number, unknown] {
    if (method === 'GET' && path.endsWith('/review')) return [200, this.#review()];
    if (method === 'GET') return [200, this.#view()];
    if (method === 'PUT') return this.#put(decodeURIComponent(path.split('/').at(-1) ?? ''), body as Answer);
    if (path.endsWith('/attempts')) return [201, this.#attempt()];
    this.submitted += 1;
    return [200, this.#submitted()];
  }

  #put(question: string, given: Answer): [number, unknown] {
    if (this.submitted > 0) return [409, { code: 'quiz_submitted' }];
    const saved_at = new Date().toISOString();
    this.answers[question] = { ...given, saved_at };
    return [200, { saved_at }];
  }

  #attempt(): AttemptView {
    const now = Date.now();
    return {
      id: 'attempt-1',
      number: 1,
      started_at: new Date(now).toISOString(),
      deadline: this.seconds === null ? null : new Date(now + this.seconds * 1000).toISOString(),
      server_time: new Date(now).toISOString(),
      questions,
      answers: this.answers,
      submitted_at: null
    };
  }

  #view(): QuizView {
    return {
      quiz: 'exit-test', kind: 'exit', title: 'Exit test', intro_html: '<p>Nine questions about the course.</p>',
      question_count: questions.length, time_limit_seconds: this.seconds, attempts_allowed: 3,
      attempts_used: this.submitted, pass_mark: 0.7, counts: true, review: 'after-submit',
      state: Object.keys(this.answers).length > 0 && this.submitted === 0 ? 'running' : 'ready',
      attempt: Object.keys(this.answers).length > 0 && this.submitted === 0 ? this.#attempt() : null,
      results: this.submitted > 0
        ? [{ number: 1, attempt: 'attempt-1', submitted_at: '2026-05-12T10:00:00Z', scaled: 0.8, passed: true, form: 'B' }]
        : [],
      before: { scaled: 0.45 }, language: 'en'
    };
  }

  #submitted(): Submitted {
    return {
      result: {
        scaled: 0.8, points: 7.2, max_points: 9, passed: true, before: { scaled: 0.45 },
        per_topic: [
          { topic: 'routes', title: 'Routes', points: 4, max_points: 4 },
          { topic: 'law', title: 'Law', points: 3.2, max_points: 5 }
        ]
      },
      review: this.#review(), sequencing: 'unchanged', ended: false, exception: null
    };
  }

  #review(): NonNullable<Submitted['review']> {
    const solutions: Record<string, Response> = { single: 'a', several: ['a', 'b'], pairs: { l1: 'r1', l2: 'r2' }, steps: ['i1', 'i2', 'i3'] };
    return {
      questions: questions.map((question, index) => ({
        question,
        response: this.answers[question.id]?.response ?? null,
        correct: index % 3 === 0,
        points: index % 3 === 0 ? 1 : 0,
        max_points: 1,
        solution: solutions[question.id] ?? null,
        feedback_html: '<p>The Convention says so in Article 1.</p>',
        lesson: index === 1 ? { id: 'l1', title: 'What governance means' } : null
      }))
    };
  }
}
