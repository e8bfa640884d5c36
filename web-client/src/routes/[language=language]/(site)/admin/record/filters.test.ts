import { expect, test } from 'vitest';
import { apiQuery, filtersOf, queryOf } from './filters';

test('the address holds the filters and nothing that is empty', () => {
  const filters = filtersOf(new URLSearchParams('verb=https%3A%2F%2Fa.test%2Fv&since=2026-03-02&other=1'));
  expect(queryOf(filters)).toBe('?verb=https%3A%2F%2Fa.test%2Fv&since=2026-03-02');
  expect(queryOf(filtersOf(new URLSearchParams()))).toBe('');
});

test('the last day is asked for whole', () => {
  const filters = filtersOf(new URLSearchParams('since=2026-03-02&until=2026-03-02'));
  const { since, until } = apiQuery(filters);
  expect(Date.parse(until ?? '') - Date.parse(since ?? '')).toBe(24 * 60 * 60 * 1000 - 1);
});
