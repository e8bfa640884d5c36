import { answer, api } from '$lib/api/client';
import type { PersonNames } from '$lib/api/types';
import type { Language } from '$lib/i18n/languages';
import { session } from '$lib/session/session.svelte';

/** Saves parts of the reader's own account and shows the new state everywhere. */
export async function saveMe(change: { language?: Language; name?: PersonNames }): Promise<void> {
  session.person = await answer(api.PATCH('/api/v1/me', { body: change }));
}
