import { expect, it } from 'vitest';
import type { RegistrationRow } from '$lib/api/types';
import { apiQuery, filtersOf, found, isFiltered, noFilters } from './filters';

it('an address says what is asked of the server', () => {
  const filters = filtersOf(new URLSearchParams('course=gender&state=passed&since=2026-11-01&overdue=true&search=ana'));
  expect(apiQuery(filters)).toEqual({
    course: 'gender',
    status: 'passed',
    updated_since: '2026-11-01T00:00:00.000Z',
    overdue: true
  });
  expect([isFiltered(filters), isFiltered(noFilters)]).toEqual([true, false]);
});

it('what somebody wrote into the address and is nothing is left out', () => {
  expect(apiQuery(filtersOf(new URLSearchParams('state=asleep&since=yesterday&overdue=1')))).toEqual({});
});

it('people are found whatever the case and the marks of letters', () => {
  const row = (name: string, external_id: string) => ({ learner: { name, external_id } }) as RegistrationRow;
  const rows = [row('Đorđe Čolić', 'HR-7'), row('Мила Петровић', 'HR-8')];
  expect(found(rows, 'colic')).toEqual([rows[0]]);
  expect(found(rows, ' мила ')).toEqual([rows[1]]);
  expect(found(rows, 'hr-8')).toEqual([rows[1]]);
  expect(found(rows, '')).toHaveLength(2);
});
