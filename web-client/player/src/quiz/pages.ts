import { day, percent, say, time } from '../language';
import { make } from '../view/element';
import { icon } from '../view/icons';
import { plain, trueFalse, words } from './inputs';
import type { Option, Outcome, Question, QuizView, Response, ReviewView, ReviewedQuestion, TopicResult } from './wire';

const paragraph = (text: string, look?: string): HTMLElement => make('p', look ? { text, class: look } : { text });

export const heading = (text: string, language: string): HTMLElement =>
  make('h2', { text, attributes: { tabindex: '-1', lang: language } });

/** A page of the quiz: it scrolls by itself, and its heading takes the focus. */
export function page(look: string, ...children: (HTMLElement | null)[]): HTMLElement {
  return make('section', { class: `page quiz ${look}` }, make('div', { class: 'page-body' }, ...children));
}

export function button(text: string, primary: boolean, click: () => void): HTMLButtonElement {
  return make('button', {
    class: primary ? 'button primary' : 'button',
    text,
    attributes: { type: 'button' },
    on: { click }
  });
}

/** What awaits the learner, in short sentences, before anything counts; `kept` says whether it will count. */
export function startPage(quiz: QuizView, kept: boolean, start: () => void, look: (() => void) | null): HTMLElement {
  const intro = quiz.intro_html ? words('div', quiz.intro_html, 'intro') : null;
  if (intro) intro.lang = quiz.language;
  const begin = quiz.state === 'running' ? 'player.quiz.resume' : quiz.attempts_used > 0 ? 'player.quiz.again' : 'player.quiz.start';
  const facts = make('ul', { class: 'facts' }, ...conditions(quiz, kept).map((text) => make('li', { text })));
  const choices = make(
    'p',
    { class: 'choices' },
    quiz.state === 'exhausted' ? null : button(say(begin), true, start),
    look ? button(say('player.quiz.look_back'), false, look) : null
  );
  return page('start', heading(quiz.title, quiz.language), intro, facts, earlier(quiz), choices);
}

function conditions(quiz: QuizView, kept: boolean): string[] {
  const facts = [say('player.quiz.questions', { count: quiz.question_count })];
  if (quiz.time_limit_seconds !== null) {
    facts.push(say('player.quiz.time_limit', { minutes: Math.round(quiz.time_limit_seconds / 60) }));
  }
  if (quiz.kind === 'entry') facts.push(say('player.quiz.entry'));
  else if (quiz.kind === 'survey') facts.push(say('player.quiz.survey'));
  else if (quiz.pass_mark !== null) facts.push(say('player.quiz.pass_mark', { share: percent(quiz.pass_mark) }));
  if (quiz.attempts_allowed !== null) {
    const left = Math.max(0, quiz.attempts_allowed - quiz.attempts_used);
    facts.push(left > 0 ? say('player.quiz.attempts_left', { count: left }) : say('player.quiz.no_attempts'));
  }
  facts.push(say('player.quiz.back_and_forth'), say(kept ? 'player.quiz.saved_at_once' : 'player.quiz.answers_not_kept'));
  return facts;
}

function earlier(quiz: QuizView): HTMLElement | null {
  if (quiz.results.length === 0) return null;
  const rows = quiz.results.map((result) => {
    const at = new Date(result.submitted_at);
    const score = result.scaled === null ? say('player.quiz.handed_in') : percent(result.scaled);
    const state = result.passed === null ? '' : ` · ${say(result.passed ? 'player.state.passed' : 'player.state.failed')}`;
    return make(
      'div',
      {},
      make('dt', { text: `${say('player.quiz.attempt', { number: result.number })}, ${day(at)} ${time(at)}` }),
      make('dd', { text: `${score}${state}` })
    );
  });
  return make('dl', { class: 'result' }, ...rows);
}

/** What came of it: words first, then the parts, then question by question where the rules allow. */
export function resultPage(
  quiz: QuizView,
  kept: boolean,
  outcome: Outcome,
  review: ReviewView | null,
  again: (() => void) | null
): HTMLElement {
  const title = outcome.passed === null ? 'player.quiz.done' : outcome.passed ? 'player.quiz.passed' : 'player.quiz.failed';
  const line = make(
    'p',
    { class: `verdict ${outcome.passed === null ? '' : outcome.passed ? 'passed' : 'failed'}` },
    outcome.passed === null ? null : icon(outcome.passed ? 'passed' : 'failed'),
    outcome.scaled === null ? say('player.quiz.thanks') : say('player.quiz.score', score(outcome))
  );
  const before = outcome.before?.scaled ?? null;
  const gain =
    before === null || outcome.scaled === null
      ? null
      : paragraph(say('player.quiz.before_after', { before: percent(before), now: percent(outcome.scaled) }), 'gain');
  const choices = make('p', { class: 'choices' }, again ? button(say('player.quiz.again'), false, again) : null);
  return page(
    'outcome',
    heading(say(title), document.documentElement.lang),
    line,
    gain,
    topics(outcome.per_topic, quiz.language),
    paragraph(say(kept ? 'player.quiz.go_on' : 'player.quiz.result_not_kept'), 'hint'),
    choices,
    reviewList(review, quiz)
  );
}

const score = (outcome: Outcome): Record<string, unknown> => ({
  share: percent(outcome.scaled ?? 0),
  points: rounded(outcome.points),
  of: rounded(outcome.max_points)
});

/** As many decimals as partial credit needs, with the reader's comma. */
export function rounded(points: number): string {
  const text = String(Math.round(points * 100) / 100);
  return document.documentElement.lang === 'en' ? text : text.replace('.', ',');
}

function topics(list: TopicResult[], language: string): HTMLElement | null {
  if (list.length < 2) return null;
  const rows = list.map((topic) => {
    const share = topic.max_points > 0 ? topic.points / topic.max_points : 0;
    const bar = make('span', { class: 'bar-fill' });
    bar.style.setProperty('--share', String(share));
    return make(
      'div',
      { class: 'topic' },
      make('dt', { text: topic.title, attributes: { lang: language } }),
      make('dd', {}, make('span', { class: 'bar-track', attributes: { 'aria-hidden': 'true' } }, bar), percent(share))
    );
  });
  return make('dl', { class: 'topics' }, ...rows);
}

function reviewList(review: ReviewView | null, quiz: QuizView): HTMLElement | null {
  if (!review) return quiz.kind === 'survey' ? null : paragraph(say(`player.quiz.review.${quiz.review}`), 'hint');
  const items = review.questions.map((reviewed, index) => make('li', {}, reviewedQuestion(reviewed, index + 1)));
  return make(
    'section',
    { class: 'review' },
    make('h3', { text: say('player.quiz.review.title') }),
    make('ol', { class: 'review-list' }, ...items)
  );
}

function reviewedQuestion(reviewed: ReviewedQuestion, number: number): HTMLElement {
  const { question } = reviewed;
  const state = reviewed.correct === null ? null : reviewed.correct ? 'right' : reviewed.points > 0 ? 'partly' : 'wrong';
  const mark =
    state &&
    make('p', { class: `mark ${state}` }, icon(state === 'right' ? 'passed' : state === 'wrong' ? 'failed' : 'in_progress'),
      say(`player.quiz.${state}`, { points: rounded(reviewed.points), of: rounded(reviewed.max_points) }));
  const prompt = words('div', question.prompt_html, 'prompt');
  const body = make(
    'article',
    { attributes: { 'aria-label': say('player.quiz.question', { number }) } },
    prompt,
    mark || null,
    given(reviewed)
  );
  prompt.lang = question.language;
  if (reviewed.feedback_html) {
    const feedback = words('div', reviewed.feedback_html, 'feedback');
    feedback.lang = question.language;
    body.append(feedback);
  }
  if (reviewed.lesson) {
    body.append(make('p', { class: 'hint' }, `${say('player.quiz.lesson')} `, make('span', { text: reviewed.lesson.title, attributes: { lang: question.language } })));
  }
  return body;
}

function given(reviewed: ReviewedQuestion): HTMLElement {
  const { question } = reviewed;
  const answer = reviewed.response === null ? say('player.quiz.not_answered') : inWords(question, reviewed.response);
  const list = make('dl', { class: 'given' }, pair(say('player.quiz.your_answer'), answer, question.language));
  if (reviewed.solution !== null && reviewed.correct !== true) {
    list.append(pair(say('player.quiz.right_answer'), inWords(question, reviewed.solution), question.language));
  }
  for (const choice of reviewed.choices ?? []) {
    const taken = reviewed.response === choice.id || (Array.isArray(reviewed.response) && reviewed.response.includes(choice.id));
    if (!taken || !choice.feedback_html) continue;
    const note = words('div', choice.feedback_html, 'feedback');
    note.lang = question.language;
    list.append(make('div', {}, make('dt', { text: say('player.quiz.note') }), make('dd', {}, note)));
  }
  return list;
}

const pair = (name: string, value: string, language: string): HTMLElement =>
  make('div', {}, make('dt', { text: name }), make('dd', { text: value, attributes: { lang: language } }));

/** A response as the learner would say it. */
export function inWords(question: Question, response: Response): string {
  const named = (options: Option[] | undefined, id: string): string => {
    const option = options?.find((known) => known.id === id);
    return option ? plain(option.html) : id;
  };
  if (question.type === 'true-false') return named(trueFalse(), String(response));
  if (typeof response === 'string') {
    return named(question.choices ?? question.scale, response) + (question.unit ? ` ${plain(question.unit)}` : '');
  }
  if (Array.isArray(response)) {
    const several = question.type === 'ordering' ? ' → ' : question.type === 'multiple' ? ', ' : ' / ';
    return response.map((id) => named(question.choices ?? question.items, id)).join(several);
  }
  return Object.entries(response)
    .map(([key, value]) =>
      question.type === 'matching'
        ? `${named(question.left, key)} – ${named(question.right, value)}`
        : named(question.gaps?.find((gap) => gap.id === key)?.choices, value)
    )
    .join('; ');
}
