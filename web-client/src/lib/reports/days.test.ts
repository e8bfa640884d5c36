// @vitest-environment node
import { expect, it } from 'vitest';
import { dayOf, given, queryText, sinceTime } from './days';

it('a day begins when the server says that it does, and a moment falls on a day', () => {
  expect(sinceTime('2026-11-22')).toBe('2026-11-22T00:00:00.000Z');
  expect(dayOf('2026-10-01T00:00:00Z')).toBe('2026-10-01');
});

it.each(['', '22.11.2026', '2026-11', '2026-19-39'])('%s is no day', (text) => expect(sinceTime(text)).toBeUndefined());

it('what is empty is not asked for', () => {
  expect(given({ course: '', status: 'passed', since: undefined })).toEqual({ status: 'passed' });
  expect(queryText({ course: '', begun: false, since: undefined })).toBe('begun=false');
});
