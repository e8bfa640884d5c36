import './lesson.css';
import { connect } from './api';

/** What a learner left behind: answers by question, and how far down the page they were. */
interface Kept {
  answers: Record<string, string[]>;
  /** 0–1. */
  down: number;
  /** Whether the end was reached once. */
  end: boolean;
}

const kept: Kept = { answers: {}, down: 0, end: false };
const runTime = connect();
const began = Date.now();
const counts = runTime !== null && !['browse', 'review'].includes(runTime.get('mode'));
const questions = [...document.querySelectorAll<HTMLFormElement>('form[data-check]')];
let completed = ['completed', 'passed'].includes(runTime?.get('completion') ?? '');
let finished = false;

const idOf = (form: HTMLFormElement): string => form.dataset['check'] ?? '';
const inputs = (form: HTMLFormElement): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>('.choices input')];
const isRight = (input: HTMLInputElement): boolean => input.hasAttribute('data-right');

function recall(): void {
  try {
    const found = JSON.parse(runTime?.get('place') || '{}') as Partial<Kept>;
    kept.answers = found.answers ?? {};
    kept.down = found.down ?? 0;
    kept.end = found.end ?? false;
  } catch {
    // Somebody else's words: the lesson begins anew.
  }
}

/** Shows what is said about the chosen answers, and where an answer was wrong, about the right ones. */
function show(form: HTMLFormElement, chosen: string[]): void {
  const all = inputs(form);
  const taken = (input: HTMLInputElement): boolean => chosen.includes(input.value);
  const right = all.every((input) => taken(input) === isRight(input));
  for (const input of all) {
    input.checked = taken(input);
    input.disabled = true;
    const item = input.closest('li');
    item?.classList.toggle('is-right', isRight(input) && taken(input));
    item?.classList.toggle('is-wrong', !isRight(input) && taken(input));
    item?.classList.toggle('is-missed', isRight(input) && !taken(input));
    const said = item?.querySelector<HTMLElement>('.said');
    if (said) said.hidden = !(taken(input) || isRight(input));
  }
  tell(form, right ? 'right' : 'wrong');
  turn(form, true);
}

function turn(form: HTMLFormElement, answered: boolean): void {
  form.classList.toggle('answered', answered);
  for (const button of form.querySelectorAll('button')) button.hidden = (button.type === 'submit') === answered;
}

function tell(form: HTMLFormElement, outcome: string): void {
  for (const words of form.querySelectorAll<HTMLElement>('[data-outcome]')) words.hidden = words.dataset['outcome'] !== outcome;
}

function answer(form: HTMLFormElement): void {
  const chosen = inputs(form).filter((input) => input.checked).map((input) => input.value);
  if (chosen.length === 0) return tell(form, 'empty');
  kept.answers[idOf(form)] = chosen;
  show(form, chosen);
  form.querySelector<HTMLElement>('button[type=reset]')?.focus();
  keep(true);
}

function again(form: HTMLFormElement): void {
  for (const input of inputs(form)) {
    input.disabled = false;
    input.checked = false;
    const item = input.closest('li');
    item?.classList.remove('is-right', 'is-wrong', 'is-missed');
    const said = item?.querySelector<HTMLElement>('.said');
    if (said) said.hidden = true;
  }
  tell(form, '');
  turn(form, false);
  inputs(form)[0]?.focus();
}

/** The questions that were never answered; one that is answered again stays answered. */
const left = (): number => questions.filter((form) => !kept.answers[idOf(form)]).length;

/** A lesson is through when all its questions are answered and its end was seen. */
function keep(commit: boolean): void {
  const through = left() === 0 && kept.end;
  completed ||= through;
  for (const words of document.querySelectorAll<HTMLElement>('[data-left]')) {
    words.hidden = completed || Number(words.dataset['left']) !== left();
  }
  for (const words of document.querySelectorAll<HTMLElement>('[data-done]')) words.hidden = !completed;
  if (!runTime || !counts || finished) return;
  runTime.set('place', JSON.stringify(kept));
  runTime.set('completion', completed ? 'completed' : 'incomplete');
  const parts = questions.length + 1;
  const done = parts - left() - (kept.end ? 0 : 1);
  runTime.set('progress', completed ? '1' : String(Math.round((done / parts) * 100) / 100));
  if (commit) runTime.commit();
}

function finish(): void {
  if (!runTime || finished) return;
  if (counts) {
    runTime.set('place', JSON.stringify(kept));
    runTime.set('time', String((Date.now() - began) / 1000));
    runTime.set('exit', 'suspend');
  }
  finished = true;
  runTime.finish();
}

function watchReading(): void {
  const page = document.documentElement;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  addEventListener(
    'scroll',
    () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        kept.down = Math.round((page.scrollTop / Math.max(1, page.scrollHeight - page.clientHeight)) * 1000) / 1000;
        keep(false);
      }, 400);
    },
    { passive: true }
  );
  const end = document.querySelector('.standing');
  if (!end) return;
  new IntersectionObserver((seen) => {
    if (kept.end || !seen.some((one) => one.isIntersecting)) return;
    kept.end = true;
    keep(true);
  }).observe(end);
}

/** What is wider than the window is moved by the keyboard too. */
function reachDrawings(): void {
  for (const drawing of document.querySelectorAll<HTMLElement>('.drawing')) {
    if (drawing.scrollWidth > drawing.clientWidth) drawing.tabIndex = 0;
    else drawing.removeAttribute('tabindex');
  }
}

recall();
reachDrawings();
addEventListener('resize', reachDrawings);
for (const form of questions) {
  form.addEventListener('submit', (event) => (event.preventDefault(), answer(form)));
  form.addEventListener('reset', (event) => (event.preventDefault(), again(form)));
  const before = kept.answers[idOf(form)];
  if (before) show(form, before);
}
keep(false);
if (kept.down > 0 && kept.down < 1) {
  const page = document.documentElement;
  requestAnimationFrame(() => scrollTo({ top: kept.down * (page.scrollHeight - page.clientHeight), behavior: 'instant' }));
}
watchReading();
addEventListener('pagehide', finish);
addEventListener('beforeunload', finish);
