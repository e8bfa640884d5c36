import type { PersonNames } from '$lib/api/types';
import type { Language } from '$lib/i18n/languages';

/** A person's name in the script that the page is read in, as far as it is known. */
export function displayName(names: PersonNames, language: Language): string {
  const cyrillic = language === 'sr-Cyrl' || language === 'mk';
  const name = cyrillic ? (names.cyrillic ?? names.latin) : (names.latin ?? names.cyrillic);
  return name ? `${name.given} ${name.family}` : '';
}
