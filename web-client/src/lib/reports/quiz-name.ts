import type { QuizResultRow } from '$lib/api/types';
import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What a quiz is for, in words; with its title where a course has more than one of the kind. */
export function quizName({ title, kind }: QuizResultRow['quiz']): string {
  const key = `quiz_results.kind_${kind}`;
  const named = isMessageKey(key) ? t(key) : kind;
  return kind === 'entry' || kind === 'exit' ? named : `${named}: ${title}`;
}
