import type { ProgressRow } from '$lib/api/types';
import { standingOf } from '$lib/progress/status';

/** What the page's address says about the rows to show; an empty text means all. */
export interface Filters {
  institution: string;
  since: string;
  course: string;
  state: string;
  search: string;
}

const names = ['institution', 'since', 'course', 'state', 'search'] as const;

export const filtersOf = (query: URLSearchParams): Filters =>
  Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as unknown as Filters;

export function queryOf(filters: Filters): string {
  const set = names.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]);
  const query = new URLSearchParams(set).toString();
  return query ? `?${query}` : '';
}

const fold = (text: string): string => text.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** The loaded rows that the filters leave; `since` was the server's work. */
export function select(rows: readonly ProgressRow[], filters: Filters): ProgressRow[] {
  const wanted = fold(filters.search.trim());
  return rows.filter(
    (row) =>
      (filters.course === '' || row.course.slug === filters.course) &&
      (filters.state === '' || standingOf(row) === filters.state) &&
      (wanted === '' ||
        [row.learner.name, row.learner.email, row.learner.staff_number].some((text) => fold(text ?? '').includes(wanted)))
  );
}

/** Midnight of a day in the reader's own time zone, as the API takes it. */
export function sinceTime(day: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  return new Date(`${day}T00:00:00`).toISOString();
}
