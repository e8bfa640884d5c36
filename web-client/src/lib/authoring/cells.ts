import type { Cell } from '$lib/api/types';
import type icons from '$lib/icons/icons.json';
import { t } from '$lib/i18n/messages.svelte';

export const cells: readonly Cell[] = ['none', 'draft', 'reviewed', 'published', 'outdated'];

/** The look of each state: an icon and the colour of a status; the word comes beside it. */
export const cellLook: Record<Cell, { icon: keyof typeof icons; status: 'none' | 'active' | 'done' | 'warn' | 'wrong' }> = {
  none: { icon: 'none', status: 'wrong' },
  draft: { icon: 'draft', status: 'none' },
  reviewed: { icon: 'reviewed', status: 'active' },
  published: { icon: 'done', status: 'done' },
  outdated: { icon: 'warn', status: 'warn' }
};

export const cellLabel = (cell: Cell): string => t(`cell.${cell}`);
