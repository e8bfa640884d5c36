import type { CoursePackage, Finding } from '$lib/api/types';
import { t, type MessageKey } from '$lib/i18n/messages.svelte';

export const severities = ['error', 'warning', 'repaired', 'hint'] as const;
export type Severity = (typeof severities)[number];

const counts: Record<Severity, MessageKey> = {
  error: 'report.counts_errors',
  warning: 'report.counts_warnings',
  repaired: 'report.counts_repaired',
  hint: 'report.counts_hints'
};

export const groupTitle: Record<Severity, MessageKey> = {
  error: 'report.errors',
  warning: 'report.warnings',
  repaired: 'report.repaired',
  hint: 'report.hints'
};

export const groupIcon = { error: 'wrong', warning: 'warn', repaired: 'repaired', hint: 'hint' } as const;

export const bySeverity = (findings: readonly Finding[], severity: Severity): Finding[] =>
  findings.filter((finding) => finding.severity === severity);

/** "SCORM 2004 4th Edition": standards keep their own names in every language. */
export function formatName({ format, edition }: Pick<CoursePackage, 'format' | 'edition'>): string {
  const name = format.startsWith('scorm') ? 'SCORM' : format === 'native' ? t('packages.own_format') : format;
  return [name, edition].filter(Boolean).join(' ');
}

/** "Can be published – 3 warnings, 2 repairs", with the icon that goes with it. */
export function verdict(report: CoursePackage['report']): { state: 'done' | 'warn' | 'wrong'; label: string } {
  const remarks = severities
    .map((severity) => ({ severity, n: bySeverity(report.findings, severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => t(counts[severity], { n }));
  const broken = bySeverity(report.findings, 'error').length > 0 || report.verdict === 'refused';
  const head = broken ? t('report.unusable') : t('report.usable');
  const label = remarks.length > 0 ? `${head} – ${remarks.join(', ')}` : head;
  if (broken) return { state: 'wrong', label };
  return { state: bySeverity(report.findings, 'warning').length > 0 ? 'warn' : 'done', label };
}
