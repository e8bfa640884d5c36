import type { MessageKey } from './generated/messages/keys';

export type { MessageKey };
export type Locale = 'en' | 'sr-Cyrl' | 'sr-Latn' | 'mk';
type Catalogue = Record<MessageKey, (values: Record<string, unknown>) => string>;

/** Each language in itself, never with a flag. */
export const LANGUAGES: [Locale, string][] = [
  ['en', 'English'],
  ['sr-Cyrl', 'Српски (ћирилица)'],
  ['sr-Latn', 'Srpski (latinica)'],
  ['mk', 'Македонски']
];

const catalogues: Record<Locale, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./generated/messages/en.js'),
  'sr-Cyrl': () => import('./generated/messages/sr-Cyrl.js'),
  'sr-Latn': () => import('./generated/messages/sr-Latn.js'),
  mk: () => import('./generated/messages/mk.js')
};

let locale: Locale = 'en';
let catalogue: Catalogue | null = null;

/** The interface language for a wish: `sr` is Cyrillic; Bosnian, Croatian, Montenegrin read the Latin form. */
export function localeFor(wish: string | null): Locale {
  const tag = (wish ?? '').toLowerCase();
  const exact = LANGUAGES.find(([known]) => known.toLowerCase() === tag);
  if (exact) return exact[0];
  if (/^(sr-latn|sr-me|bs|hr|cnr|sh)\b/.test(tag)) return 'sr-Latn';
  if (/^sr\b/.test(tag)) return 'sr-Cyrl';
  if (/^mk\b/.test(tag)) return 'mk';
  return 'en';
}

export async function useLanguage(wanted: Locale): Promise<void> {
  catalogue = (await catalogues[wanted]()).default;
  locale = wanted;
  document.documentElement.lang = wanted;
}

export const currentLocale = (): Locale => locale;

/** A message in the interface language. */
export function say(key: MessageKey, values: Record<string, unknown> = {}): string {
  return catalogue?.[key](values) ?? '';
}

/** A text of the run-time (`scorm.error.scorm2004.406`, `scorm.reason.range`); its own places stay to be filled in. */
export function sayRunTime(key: string, english: string): string {
  const message = catalogue?.[key.replace('scorm.', 'player.') as MessageKey];
  return message?.({ element: '{element}', rule: '{rule}', detail: '{detail}' }) ?? english;
}

const two = (number: number): string => String(number).padStart(2, '0');

export const time = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`;

/** By hand where it matters: browsers leave the data of smaller locales out, Macedonian among them. */
export function day(at: Date): string {
  const [date, month, year] = [at.getDate(), at.getMonth() + 1, at.getFullYear()];
  if (locale === 'en') return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(at);
  return locale === 'mk' ? `${date}.${month}.${year}` : `${date}. ${month}. ${year}.`;
}

/** Written without a space in all four. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;
