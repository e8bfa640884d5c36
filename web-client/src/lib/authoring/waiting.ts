import { answer, api } from '$lib/api/client';
import type { Waiting } from '$lib/api/types';
import { language, t } from '$lib/i18n/messages.svelte';
import { addressQuery, everything } from './grid-filters';

/** Who may have something to do on the way of a course. */
export const waitingRoles = ['author', 'translator', 'trainer', 'coordinator', 'administrator'];

export const waitingQuery = () => ({
  queryKey: ['waiting', language()],
  queryFn: async (): Promise<Waiting[]> => (await answer(api.GET('/api/v1/me/waiting'))).items
});

/** The page of the course on which it is done, below the course's address. */
export const placeOf = ({ what, language }: Pick<Waiting, 'what' | 'language'>): string =>
  what === 'translate'
    ? `translations${addressQuery({ ...everything, language: language ?? '', mine: true, attention: true })}`
    : 'workflow';

/** What is to be done, in words. */
export const taskOf = ({ what, open }: Pick<Waiting, 'what' | 'open'>): string =>
  what === 'translate' ? t('waiting.translate', { n: open ?? 0 }) : t(`waiting.${what}`);

/** Whether its day is over; `today` as 2026-05-01. */
export const isLate = (due: string | null | undefined, today: string): boolean => !!due && due < today;
