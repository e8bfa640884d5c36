/** Interface languages as they stand in addresses, each named in itself. */
export const languages = ['en', 'sr-Cyrl', 'sr-Latn', 'mk'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = {
  en: 'English',
  'sr-Cyrl': 'Српски (ћирилица)',
  'sr-Latn': 'Srpski (latinica)',
  mk: 'Македонски'
};

/** Where there is no room for the name, beside an icon that says "language". */
export const shortNames: Record<Language, string> = { en: 'EN', 'sr-Cyrl': 'СРП', 'sr-Latn': 'SRP', mk: 'МКД' };

/**
 * Locale data for dates, numbers and collation; English dates are written day first. Chromium comes without data for
 * Macedonian and would fall back to American English: Serbian has the same separators, and format.ts does the rest.
 */
const intlTags: Record<Language, string> = { en: 'en-GB', 'sr-Cyrl': 'sr-Cyrl', 'sr-Latn': 'sr-Latn', mk: 'sr-Cyrl' };
export const intlTag = (language: Language): string => intlTags[language];

export const isLanguage = (tag: string): tag is Language => (languages as readonly string[]).includes(tag);

/** The name of any language in itself; a tag that nobody knows stays a tag. */
export function languageName(tag: string): string {
  if (isLanguage(tag)) return languageNames[tag];
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The interface language for a wish: plain `sr` is Cyrillic; Bosnian, Croatian and Montenegrin read the Latin form. */
export function languageFor(wish: string): Language | null {
  const tag = wish.toLowerCase();
  const exact = languages.find((language) => language.toLowerCase() === tag);
  if (exact) return exact;
  if (/^(sr-latn|sr-me|bs|hr|cnr|sh)(-|$)/.test(tag)) return 'sr-Latn';
  if (/^sr(-|$)/.test(tag)) return 'sr-Cyrl';
  if (/^mk(-|$)/.test(tag)) return 'mk';
  if (/^en(-|$)/.test(tag)) return 'en';
  return null;
}

/** Which of a course's languages a reader of `wanted` gets, nearest first. */
export function nearest(wanted: Language, available: readonly string[]): string | undefined {
  const order: Record<Language, Language[]> = {
    en: ['en'],
    'sr-Cyrl': ['sr-Cyrl', 'sr-Latn', 'en'],
    'sr-Latn': ['sr-Latn', 'sr-Cyrl', 'en'],
    mk: ['mk', 'en']
  };
  return order[wanted].find((tag) => available.includes(tag)) ?? available[0];
}
