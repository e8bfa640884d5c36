import { t } from '$lib/i18n/messages.svelte';

export interface Outcome {
  completion: string;
  success: string;
  /** Time spent; an attempt without any has only been opened. */
  seconds?: number;
}

/** The one word for where somebody stands: the result counts before the completion. */
export type Standing = 'not_started' | 'in_progress' | 'completed' | 'passed' | 'failed';

export function standingOf(outcome: Outcome | null | undefined): Standing {
  if (!outcome) return 'not_started';
  if (outcome.success === 'passed') return 'passed';
  if (outcome.success === 'failed') return 'failed';
  if (outcome.completion === 'completed') return 'completed';
  return outcome.completion === 'unknown' && outcome.seconds === 0 ? 'not_started' : 'in_progress';
}

export const standings: Standing[] = ['not_started', 'in_progress', 'completed', 'passed', 'failed'];

const icons = { not_started: 'none', in_progress: 'active', completed: 'done', passed: 'done', failed: 'wrong' } as const;

export function statusOf(outcome: Outcome | null | undefined): { state: (typeof icons)[Standing]; label: string } {
  const standing = standingOf(outcome);
  return { state: icons[standing], label: t(`status.${standing}`) };
}
