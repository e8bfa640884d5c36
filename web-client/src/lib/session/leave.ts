import { goto } from '$app/navigation';
import { language } from '$lib/i18n/messages.svelte';
import { address } from '$lib/navigation/address';
import { session } from './session.svelte';

/** Signs out, and leads to where one signs in. */
export async function leave(): Promise<void> {
  await session.signOut();
  await goto(address(language(), 'sign-in'));
}
