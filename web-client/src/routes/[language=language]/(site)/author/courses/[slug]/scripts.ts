import type { AlignedEdition } from '$lib/api/types';

/** Whether an edition is a Serbian package of others, whose pages are in one script alone unless an author allows more. */
export const inOneScript = ({ language, format }: Pick<AlignedEdition, 'language' | 'format'>): boolean =>
  format !== 'native' && /^sr-(cyrl|latn)\b/i.test(language);
