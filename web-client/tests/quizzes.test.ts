import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '$lib/api/problem';
import type { QuestionAnalysis } from '$lib/api/types';
import { isLate, placeOf, taskOf } from '$lib/authoring/waiting';
import { useLanguage } from '$lib/i18n/messages.svelte';
import {
  choiceText,
  discriminationWord,
  emptyTable,
  flagsOf,
  lineFindings,
  percent,
  points,
  refusalOf,
  sayLittle,
  untold
} from '$lib/quizzes/figures';
import { fillWindow } from '$lib/quizzes/print';

beforeEach(() => useLanguage('en'));

const question = (found: Partial<QuestionAnalysis>): QuestionAnalysis => ({
  question: 'q', prompt: 'Who decides?', answers: 40, needed: 20, choices: [], left_out: 0, written: [], languages: [],
  ...found
});
const choice = (id: string, correct: boolean, count: number) => ({ id, correct, count, text: id.toUpperCase() });

describe('figures', () => {
  it('shares are percentages, differences have their sign', () => {
    expect([percent(0.725), percent(1), percent(0.999), percent(null)]).toEqual(['72%', '100%', '99%', '–']);
    expect([points(0.231), points(-0.04), points(0.001), points(undefined)]).toEqual(['+23', '−4', '0', '–']);
  });

  it('a number of answers that carries none has its reason instead', () => {
    expect(refusalOf(question({ refused: 'too_few_answers', answers: 3 }))).toBe('too few: 3 of 20');
    expect(refusalOf(question({ refused: 'not_marked' }))).toBe('has no right answer');
    expect(refusalOf(question({}))).toBeUndefined();
  });

  it('what is worth a look is said', () => {
    const fine = question({ difficulty: 0.6, discrimination: 0.35, choices: [choice('a', true, 24), choice('b', false, 16)] });
    expect(flagsOf(fine)).toEqual([]);
    expect(flagsOf(question({ ...fine, discrimination: -0.1 }))[0]).toMatch(/right answer the right one/);
    expect(flagsOf(question({ ...fine, difficulty: 0.97 }))).toEqual(['Nearly everybody knows it.']);
    expect(flagsOf(question({ ...fine, choices: [choice('a', true, 40), choice('b', false, 0)] }))).toEqual([
      '1 wrong answer is never chosen.'
    ]);
    const mk = { language: 'mk', answers: 21, difference: -0.14, flagged: true };
    expect(flagsOf(question({ ...fine, languages: [mk] }))[0]).toMatch(/Македонски/);
  });

  it('an opinion that nobody has is no fault', () => {
    expect(flagsOf(question({ refused: 'not_marked', choices: [choice('never', false, 0)] }))).toEqual([]);
  });

  it('how well a question tells people apart has a word', () => {
    expect([-0.01, 0, 0.2, 0.3].map(discriminationWord)).toEqual([
      'analysis.wrong_way', 'analysis.hardly', 'analysis.somewhat', 'analysis.well'
    ]);
  });

  it('why it cannot be told is not always the same', () => {
    expect([untold({ difficulty: 1 }), untold({ difficulty: 0.75 })]).toEqual(['analysis.alike', 'analysis.alone']);
  });

  it('true and false are words of the page, choices of the course', () => {
    expect(choiceText(choice('a', true, 1))).toBe('A');
    expect(choiceText({ id: 'false', correct: false, count: 1 })).toBe('False');
  });

  it('few pairs are called few', () => {
    expect([0, 1, 9, 10].map((pairs) => sayLittle({ pairs }))).toEqual([false, true, true, false]);
  });
});

describe('results from paper', () => {
  it('the empty table has a column a question, and the form where there are two', () => {
    expect(emptyTable({ forms: ['A', 'B'], columns: ['q-a', 'q-b'] })).toBe('learner;form;date;q-a;q-b\r\n');
    expect(emptyTable({ forms: [], columns: ['q'] })).toBe('learner;date;q\r\n');
  });

  it('what is wrong stands by line and column', () => {
    const refused = new Problem({
      code: 'paper_results_refused',
      status: 422,
      errors: [
        { pointer: '/12/topic:a', code: 'bad_points', message: 'two' },
        { pointer: '/3', code: 'no_learner', message: 'one' }
      ]
    });
    expect(lineFindings(refused)).toEqual([
      { line: 3, column: '', message: 'one' },
      { line: 12, column: 'topic:a', message: 'two' }
    ]);
    expect(lineFindings(new Problem({ code: 'not_published', status: 409 }))).toBeUndefined();
  });
});

it('a page to print keeps its language, title and styles in a window of its own', () => {
  const sheets: string[] = [];
  class Sheet {
    replaceSync = (css: string) => sheets.push(css);
  }
  const document = window.document.implementation.createHTMLDocument('');
  const target = { document, CSSStyleSheet: Sheet } as unknown as Window & typeof globalThis;
  fillWindow(target, '<!doctype html><html lang="mk"><head><title>Тест</title><style>h1{color:red}</style></head><body><h1>А</h1></body></html>');
  expect([document.documentElement.lang, document.title, document.body.innerHTML]).toEqual(['mk', 'Тест', '<h1>А</h1>']);
  expect(sheets).toEqual(['h1{color:red}']);
});

describe('what waits', () => {
  it('leads to where it is done', () => {
    expect(placeOf({ what: 'review' })).toBe('workflow');
    expect(placeOf({ what: 'translate', language: 'mk' })).toBe('translations?language=mk&assigned=me&attention=true');
  });

  it('is said in words', () => {
    expect(taskOf({ what: 'translate', open: 3 })).toBe('Translate 3 items');
    expect(taskOf({ what: 'approve' })).toBe('Approve it, or send it back');
  });

  it('is late when its day is over', () => {
    expect([isLate('2026-05-01', '2026-05-01'), isLate('2026-04-30', '2026-05-01'), isLate(null, '2026-05-01')]).toEqual([
      false, true, false
    ]);
  });
});
