import type { MessageKey } from './generated/keys';
import type { Language } from './languages';

export type { MessageKey };
type Catalogue = Record<MessageKey, (values: Record<string, unknown>) => string>;

/** One lazy chunk a language: nobody loads words that they do not read. */
const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./generated/en.js'),
  'sr-Cyrl': () => import('./generated/sr-Cyrl.js'),
  'sr-Latn': () => import('./generated/sr-Latn.js'),
  mk: () => import('./generated/mk.js')
};

let catalogue = $state.raw<Catalogue | null>(null);
let current = $state<Language>('en');

export const language = (): Language => current;

/** Loads the words of a language and makes it the page's. */
export async function useLanguage(wanted: Language): Promise<void> {
  const loaded = await catalogues[wanted]();
  catalogue = loaded.default;
  current = wanted;
  document.documentElement.lang = wanted;
  // The server's redirect from `/` reads the choice back.
  document.cookie = `vidik_language=${wanted}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** The words for `key` in the page's language. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return catalogue?.[key]?.(values) ?? key;
}

/** Whether there are words for a key that comes from outside, such as a problem's code. */
export const isMessageKey = (key: string): key is MessageKey => catalogue !== null && Object.hasOwn(catalogue, key);
