import { answer, api } from '$lib/api/client';
import type { PersonNames } from '$lib/api/types';
import { session } from '$lib/session/session.svelte';

/** Saves parts of the reader's own account and shows the new state everywhere. */
export async function saveMe(change: { language?: string; name?: PersonNames }): Promise<void> {
  session.person = await answer(api.PATCH('/api/v1/me', { body: change }));
}
