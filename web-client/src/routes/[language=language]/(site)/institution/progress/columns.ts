import type { RegistrationRow } from '$lib/api/types';
import { formatDate, formatSeconds, percentage } from '$lib/i18n/format';
import { languageName } from '$lib/i18n/languages';
import { t } from '$lib/i18n/messages.svelte';

export interface Column {
  id: string;
  label: string;
  number?: boolean;
}

/** All that can be shown beside the person, and what is shown until somebody chooses. */
export const ids = [
  'course', 'state', 'progress', 'score', 'time', 'due', 'completed', 'updated', 'started', 'enrolled', 'version', 'number',
  'language', 'email', 'staff', 'external'
] as const;
export const usual = ['course', 'state', 'progress', 'score', 'due', 'updated'];

export const columns = (): Column[] => [
  { id: 'course', label: t('institution.col_course') },
  { id: 'state', label: t('institution.col_state') },
  { id: 'progress', label: t('institution.col_progress'), number: true },
  { id: 'score', label: t('institution.col_score'), number: true },
  { id: 'time', label: t('institution.col_time'), number: true },
  { id: 'due', label: t('lists.due'), number: true },
  { id: 'completed', label: t('institution.col_completed'), number: true },
  { id: 'updated', label: t('institution.col_updated'), number: true },
  { id: 'started', label: t('attempts.started'), number: true },
  { id: 'enrolled', label: t('lists.enrolled'), number: true },
  { id: 'version', label: t('lists.version'), number: true },
  { id: 'number', label: t('attempts.col_attempt'), number: true },
  { id: 'language', label: t('institution.col_language') },
  { id: 'email', label: t('institution.col_email') },
  { id: 'staff', label: t('institution.col_staff') },
  { id: 'external', label: t('lists.external') }
];

const share = (value: number | null | undefined) => (typeof value === 'number' ? `${percentage(value)}%` : '–');
const day = (moment: string | null | undefined) => (moment ? formatDate(moment) : '–');

/** What stands in a column that is plain text. */
export function textOf(row: RegistrationRow, column: string): string {
  const texts: Record<string, () => string> = {
    progress: () => share(row.progress),
    score: () => share(row.score?.scaled),
    time: () => (row.seconds > 0 ? formatSeconds(row.seconds) : '–'),
    due: () => day(row.due_on),
    completed: () => day(row.completed_at),
    updated: () => day(row.updated_at),
    started: () => day(row.started_at),
    enrolled: () => day(row.enrolled_at),
    version: () => String(row.version),
    number: () => String(row.number),
    language: () => languageName(row.language),
    email: () => row.learner.email ?? '–',
    staff: () => row.learner.staff_number ?? '–',
    external: () => row.learner.external_id ?? '–'
  };
  return texts[column]?.() ?? '';
}
