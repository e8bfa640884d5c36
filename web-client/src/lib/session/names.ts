import type { PersonName, PersonNames } from '$lib/api/types';

/** Names as a form holds them: every part a text, empty when unknown. */
export interface NameFields {
  latin: PersonName;
  cyrillic: PersonName;
}

export const nameFields = (names?: PersonNames): NameFields => ({
  latin: { given: names?.latin?.given ?? '', family: names?.latin?.family ?? '' },
  cyrillic: { given: names?.cyrillic?.given ?? '', family: names?.cyrillic?.family ?? '' }
});

const trimmed = ({ given, family }: PersonName): PersonName => ({ given: given.trim(), family: family.trim() });
const isEmpty = ({ given, family }: PersonName): boolean => given === '' && family === '';

/** `pair` names the scripts where only one of the two parts was given. */
export function namesOf(fields: NameFields): { names: PersonNames; pair: (keyof NameFields)[]; none: boolean } {
  const latin = trimmed(fields.latin);
  const cyrillic = trimmed(fields.cyrillic);
  const half = ({ given, family }: PersonName) => (given === '') !== (family === '');
  return {
    names: { latin: isEmpty(latin) ? null : latin, cyrillic: isEmpty(cyrillic) ? null : cyrillic },
    pair: [...(half(latin) ? (['latin'] as const) : []), ...(half(cyrillic) ? (['cyrillic'] as const) : [])],
    none: isEmpty(latin) && isEmpty(cyrillic)
  };
}
