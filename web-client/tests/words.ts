/** Tests speak of every area at once. */
import { useWords } from '$lib/i18n/messages.svelte';

await Promise.all((['author', 'institution', 'admin', 'record'] as const).map((area) => useWords(area, 'en')));
