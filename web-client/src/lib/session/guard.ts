import { error, redirect } from '@sveltejs/kit';
import { explain } from '$lib/api/problem';
import { isLanguage } from '$lib/i18n/languages';
import { address } from '$lib/navigation/address';
import { session } from './session.svelte';

/** Lets signed-in people with one of `roles` (any, if none are named) pass; others sign in first and come back. */
export async function requirePerson(url: URL, language: string, ...roles: string[]): Promise<void> {
  try {
    await session.restore();
  } catch (problem) {
    error(503, explain(problem));
  }
  if (!session.person && isLanguage(language)) {
    redirect(307, `${address(language, 'sign-in')}?next=${encodeURIComponent(url.pathname + url.search)}`);
  }
  if (roles.length > 0 && !session.has(...roles)) error(403);
}
