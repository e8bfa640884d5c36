/** Tests speak of every area at once. */
import type { Area } from '$lib/i18n/catalogues';
import { useWords } from '$lib/i18n/messages.svelte';

const areas: Area[] = ['author', 'quizzes', 'translations', 'way', 'institution', 'admin', 'record'];
await Promise.all(areas.map((area) => useWords(area, 'en')));
