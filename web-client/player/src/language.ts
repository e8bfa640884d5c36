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

export const time = (at: Date): string => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

export const day = (at: Date): string => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at);

export const percent = (share: number): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
