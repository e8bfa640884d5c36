import { isLanguage } from '$lib/i18n/languages';
import { useLanguage } from '$lib/i18n/messages.svelte';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ params }) => {
  if (isLanguage(params.language)) await useLanguage(params.language);
};
