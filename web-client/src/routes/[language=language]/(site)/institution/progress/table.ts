import type { ProgressRow } from '$lib/api/types';
import { percentage } from '$lib/i18n/format';
import { t } from '$lib/i18n/messages.svelte';
import { statusOf } from '$lib/progress/status';
import { csv } from '$lib/reports/csv';

const day = (time: string | null | undefined): string => time?.slice(0, 10) ?? '';
const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(percentage(value));

/** The rows as a spreadsheet: days as ISO dates, shares in per cent, time in minutes. */
export function tableCsv(rows: readonly ProgressRow[]): string {
  const head = [
    t('institution.col_person'),
    t('institution.col_email'),
    t('institution.col_staff'),
    t('institution.col_course'),
    t('institution.col_state'),
    `${t('institution.col_progress')} (%)`,
    `${t('institution.col_score')} (%)`,
    `${t('institution.col_time')} (min)`,
    t('institution.col_completed'),
    t('institution.col_updated'),
    t('institution.col_language')
  ];
  const lines = rows.map((row) => [
    row.learner.name,
    row.learner.email ?? '',
    row.learner.staff_number ?? '',
    row.course.title,
    statusOf(row).label,
    share(row.progress),
    share(row.score?.scaled),
    String(Math.round(row.seconds / 60)),
    day(row.completed_at),
    day(row.updated_at),
    row.language ?? ''
  ]);
  return csv([head, ...lines]);
}
