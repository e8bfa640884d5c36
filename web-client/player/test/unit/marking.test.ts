import { describe, expect, it } from 'vitest';
import { Desk, type ExportedQuiz } from '../../src/export/desk';
import { number, shareOf } from '../../src/export/marking';
import type { AttemptView, Submitted } from '../../src/quiz/wire';

const table = { Ж: 'z', ж: 'z', е: 'e', н: 'n', в: 'v', а: 'a', Ž: 'z', ž: 'z' };

describe('marking in an exported package', () => {
  it.each([
    [{ one: 'a' }, 'a', 1],
    [{ one: 'a' }, 'b', 0],
    [{ several: ['a', 'b'] }, ['b', 'a'], 1],
    [{ several: ['a', 'b'] }, ['a'], 0.5],
    [{ several: ['a', 'b'] }, ['a', 'c'], 0],
    [{ ordered: ['a', 'b', 'c', 'd'] }, ['a', 'c', 'b', 'd'], 0.5],
    [{ matched: { l: 'l', m: 'm' } }, { l: 'l', m: 'l' }, 0.5],
    [{ gaps: { y: { number: { value: 1951, tolerance: 0 } }, c: { words: ['zeneva'] } } }, { y: '1951', c: 'Женева' }, 1],
    [{ number: { value: 0.5, tolerance: 0.1 } }, '0,6', 1],
    [{ number: { value: 18, tolerance: 0 } }, '19', 0],
    [{ words: ['zeneva'] }, ' Ženeva. ', 1],
    [{ words: ['UNHCR'], case_sensitive: true }, 'unhcr', 0],
    [{ one: 'a' }, null, 0]
  ] as const)('%j, %j: %d', (key, response, share) => {
    expect(shareOf(key as never, response as never, table)).toBeCloseTo(share);
  });

  it('reads numbers as people write them', () => {
    expect([number('1.234,5'), number('1,234.5'), number('1 234'), number('\u22123'), number('3a'), number('')]).toEqual([
      1234.5, 1234.5, 1234, -3, null, null
    ]);
  });
});

it('keeps the running attempt and the best result between visits', async () => {
  const question = (id: string) => ({
    view: { id, type: 'single' as const, topic: 't', prompt_html: id, points: 1, language: 'en', choices: [{ id: 'a', html: 'A' }, { id: 'b', html: 'B' }] },
    key: { one: 'a' }, points: 1, partial: false, form: null, solution: 'a', choices: [], feedback_html: ''
  });
  const quiz: ExportedQuiz = {
    quiz: 'q', kind: 'exit', title: 'Q', intro_html: null, language: 'en', pass_mark: 0.7, attempts: 2, time_limit_seconds: null,
    shuffle_questions: true, shuffle_choices: true, review: 'after-pass', draw: [{ topic: 't', count: 2 }], form: null,
    topics: [{ id: 't', title: 'T' }], questions: ['1', '2', '3'].map(question), fold: {}
  };
  let state = '';
  const told: unknown[] = [];
  const desk = () => new Desk(quiz, { recall: () => state, keep: (words) => (state = words), result: (best) => told.push(best) });
  const first = await desk().ask<AttemptView>('POST', '/play/quiz/q/attempts', {});
  expect(first.questions).toHaveLength(2);
  await desk().ask('PUT', `/play/quiz/attempts/1/answers/${first.questions[0]?.id}`, { response: 'a', flagged: false });
  const again = await desk().ask<AttemptView>('POST', '/play/quiz/q/attempts', {});
  expect(again.questions).toEqual(first.questions);
  const failed = await desk().ask<Submitted>('POST', '/play/quiz/attempts/1/submit', {});
  expect(failed.result).toMatchObject({ scaled: 0.5, passed: false });
  expect(failed.review).toBeNull();
  const second = await desk().ask<AttemptView>('POST', '/play/quiz/q/attempts', {});
  const same = desk();
  for (const { id } of second.questions) await same.ask('PUT', `/play/quiz/attempts/2/answers/${id}`, { response: 'a', flagged: false });
  const passed = await same.ask<Submitted>('POST', '/play/quiz/attempts/2/submit', {});
  expect(passed.result).toMatchObject({ scaled: 1, passed: true });
  expect(passed.review?.questions).toHaveLength(2);
  expect(told).toMatchObject([{ scaled: 0.5, passed: false, done: false }, { scaled: 1, passed: true, done: true }]);
  expect(state.length).toBeLessThan(4096);
});
