import { redirect } from '@sveltejs/kit';
import { isLanguage } from '$lib/i18n/languages';
import { address, safeNext } from '$lib/navigation/address';
import { session } from '$lib/session/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url, params }) => {
  const next = safeNext(url.searchParams.get('next'), url.origin);
  // Without a line the form is still shown; sending it says what is wrong.
  await session.restore().catch(() => undefined);
  if (session.person && isLanguage(params.language)) redirect(307, next ?? address(params.language, 'my-courses'));
  return { next };
};
