import { expect, it } from 'vitest';
import { apiQuery, filtersOf, isFiltered, noFilters } from './filters';

it('an address says what is asked of the server', () => {
  const filters = filtersOf(new URLSearchParams('course=gender&state=passed&since=2026-11-01&overdue=true&search=ana'));
  expect(apiQuery(filters)).toEqual({
    course: 'gender',
    status: 'passed',
    updated_since: '2026-11-01T00:00:00.000Z',
    overdue: true,
    q: 'ana'
  });
  expect([isFiltered(filters), isFiltered(noFilters)]).toEqual([true, false]);
});

it('what somebody wrote into the address and is nothing is left out', () => {
  expect(apiQuery(filtersOf(new URLSearchParams('state=asleep&since=yesterday&overdue=1')))).toEqual({});
});
