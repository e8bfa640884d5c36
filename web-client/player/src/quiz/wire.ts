/** What player and content origin say of quizzes: shapes of `/play/quiz/…`. */

import type { Sequencing } from '../wire';

export type QuestionType =
  | 'single' | 'multiple' | 'true-false' | 'matching' | 'ordering' | 'gap' | 'numeric' | 'short-text' | 'likert';

/** A choice, a side of a pair, a step: its words are safe HTML. */
export interface Option {
  id: string;
  html: string;
}

export interface Gap {
  id: string;
  kind: 'text' | 'number' | 'choice';
  choices?: Option[];
}

export interface Question {
  id: string;
  type: QuestionType;
  topic: string | null;
  prompt_html: string;
  points: number;
  /** BCP 47: which language the words are in. */
  language: string;
  choices?: Option[];
  left?: Option[];
  right?: Option[];
  items?: Option[];
  /** The gaps are `<span data-gap="id">`. */
  text_html?: string;
  gaps?: Gap[];
  unit?: string | null;
  scale?: Option[];
}

/**
 * By type: an id (`single`, `true-false`, `likert`), ids (`multiple`, `ordering`), right side by left (`matching`),
 * value by gap (`gap`), what was typed (`numeric`, `short-text`).
 */
export type Response = string | string[] | Record<string, string>;

export interface Answer {
  response: Response | null;
  flagged: boolean;
  saved_at: string | null;
}

export interface AttemptView {
  id: string;
  number: number;
  started_at: string;
  deadline: string | null;
  server_time: string;
  questions: Question[];
  answers: Record<string, Answer>;
  submitted_at: string | null;
}

export interface QuizResult {
  number: number;
  attempt: string;
  submitted_at: string;
  /** 0–1; none for a survey. */
  scaled: number | null;
  passed: boolean | null;
  form: string | null;
}

export type ReviewPolicy = 'after-submit' | 'after-pass' | 'after-last-attempt' | 'never';

export interface QuizView {
  quiz: string;
  kind: 'entry' | 'exit' | 'quiz' | 'survey';
  title: string;
  intro_html: string | null;
  question_count: number;
  time_limit_seconds: number | null;
  attempts_allowed: number | null;
  attempts_used: number;
  /** 0–1. */
  pass_mark: number | null;
  /** False where the result changes nothing. */
  counts: boolean;
  review: ReviewPolicy;
  state: 'ready' | 'running' | 'exhausted';
  attempt: AttemptView | null;
  results: QuizResult[];
  before: { scaled: number | null } | null;
  language: string;
}

export interface TopicResult {
  topic: string;
  title: string;
  points: number;
  max_points: number;
}

export interface Outcome {
  scaled: number | null;
  points: number;
  max_points: number;
  passed: boolean | null;
  per_topic: TopicResult[];
  before: { scaled: number | null } | null;
}

export interface ReviewedQuestion {
  question: Question;
  response: Response | null;
  correct: boolean | null;
  points: number;
  max_points: number;
  /** In the shape of a response; several texts are all right. */
  solution: Response | null;
  choices?: { id: string; correct: boolean; feedback_html: string | null }[];
  feedback_html: string | null;
  lesson: { id: string; title: string } | null;
}

export interface ReviewView {
  questions: ReviewedQuestion[];
}

export interface Submitted {
  result: Outcome;
  review: ReviewView | null;
  sequencing: 'unchanged' | Sequencing | null;
  ended: boolean;
  exception: { code: string; message: string } | null;
}
