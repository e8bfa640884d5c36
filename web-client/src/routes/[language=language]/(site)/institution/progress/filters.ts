import { standings, type Standing } from '$lib/progress/status';
import { given, sinceTime } from '$lib/reports/days';

/** What the page's address says about the rows to show; an empty text means all. */
export interface Filters {
  course: string;
  state: string;
  /** Days, as `2026-11-22`. */
  since: string;
  completed: string;
  overdue: string;
  /** A person's id. */
  learner: string;
  search: string;
}

const names = ['course', 'state', 'since', 'completed', 'overdue', 'learner', 'search'] as const;

export const filtersOf = (query: URLSearchParams): Filters =>
  Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as unknown as Filters;

export const noFilters = Object.fromEntries(names.map((name) => [name, ''])) as unknown as Filters;

export const isFiltered = (filters: Filters): boolean => names.some((name) => filters[name] !== '');

/** The same in the words of the API. */
export function apiQuery(filters: Filters) {
  return given({
    course: filters.course,
    status: standings.find((standing: Standing) => standing === filters.state),
    updated_since: sinceTime(filters.since),
    completed_since: sinceTime(filters.completed),
    overdue: filters.overdue === 'true' || undefined,
    learner: filters.learner,
    q: filters.search.trim()
  });
}
