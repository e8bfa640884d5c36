import type { GridLanguage } from '$lib/api/types';
import { t } from '$lib/i18n/messages.svelte';

type Counts = GridLanguage['counts'];

export interface Standing {
  state: 'done' | 'active' | 'warn';
  label: string;
  /** How many items are missing or outdated. */
  attention: number;
}

/** How far a language is, in a line: "3 of 41 missing, 2 outdated". */
export function standingOf(counts: Counts, total: number): Standing {
  const attention = counts.none + counts.outdated;
  if (attention > 0) {
    const label = t('grid.missing_outdated', { missing: counts.none, total, outdated: counts.outdated });
    return { state: 'warn', label, attention };
  }
  if (counts.draft > 0) return { state: 'active', label: t('grid.to_review', { n: counts.draft }), attention };
  return { state: 'done', label: t('grid.complete'), attention };
}
