import { answer, api } from '$lib/api/client';
import type { AssignmentList, CourseDetail, Grid, Readiness, Unit, Workflow } from '$lib/api/types';
import { language } from '$lib/i18n/messages.svelte';
import { apiQuery, type GridFilters } from './grid-filters';

/** Questions to the server that several pages of authoring ask, under the same names. */
export const courseQuery = (slug: string) => ({
  queryKey: ['course', slug, language()],
  // Its title and outline help, no more: translators may read texts of a course that is not in the catalogue yet.
  queryFn: (): Promise<CourseDetail | null> =>
    answer(api.GET('/api/v1/courses/{slug}', { params: { path: { slug } } })).catch(() => null),
  staleTime: 60_000
});

export const gridQuery = (slug: string, filters: GridFilters) => ({
  queryKey: ['grid', slug, filters, language()],
  queryFn: (): Promise<Grid> =>
    answer(api.GET('/api/v1/courses/{slug}/translations', { params: { path: { slug }, query: apiQuery(filters) } }))
});

export const unitQuery = (slug: string, key: string) => ({
  queryKey: ['unit', slug, key, language()],
  queryFn: (): Promise<Unit> =>
    answer(api.GET('/api/v1/courses/{slug}/translations/{key}', { params: { path: { slug, key } } }))
});

export const workflowQuery = (slug: string) => ({
  queryKey: ['workflow', slug, language()],
  queryFn: (): Promise<Workflow> => answer(api.GET('/api/v1/courses/{slug}/workflow', { params: { path: { slug } } }))
});

export const readinessQuery = (slug: string) => ({
  queryKey: ['readiness', slug, language()],
  queryFn: (): Promise<Readiness> =>
    answer(api.GET('/api/v1/courses/{slug}/draft/publish', { params: { path: { slug } } })),
  refetchOnMount: 'always' as const
});

/** Authors get all parts of a course, translators their own. */
export const assignmentsQuery = (slug: string) => ({
  queryKey: ['assignments', slug, language()],
  queryFn: (): Promise<AssignmentList> =>
    answer(api.GET('/api/v1/courses/{slug}/translations/assignments', { params: { path: { slug } } }))
});
