import { isLanguage } from '$lib/i18n/languages';
import { useWords } from '$lib/i18n/messages.svelte';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ params }) => {
  if (isLanguage(params.language)) await useWords('translations', params.language);
};
