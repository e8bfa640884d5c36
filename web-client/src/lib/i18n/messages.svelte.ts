import { catalogueOf, need, type Area, type Catalogue } from './catalogues';
import type { MessageKey } from './generated/keys';
import type { Language } from './languages';

export type { MessageKey };
let catalogue = $state.raw<Catalogue | null>(null);
let current = $state<Language>('en');

export const language = (): Language => current;

/** Loads the words of a language and makes it the page's. */
export async function useLanguage(wanted: Language): Promise<void> {
  catalogue = await catalogueOf(wanted);
  current = wanted;
  document.documentElement.lang = wanted;
  // The server's redirect from `/` reads the choice back.
  document.cookie = `vidik_language=${wanted}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** Loads the words of an area in the language of the page to come, and keeps them with every language after it. */
export async function useWords(area: Area, wanted: Language): Promise<void> {
  need(area);
  const words = await catalogueOf(wanted);
  if (catalogue === null || current === wanted) catalogue = words;
}

/** The words for `key` in the page's language. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return catalogue?.[key]?.(values) ?? key;
}

/** Whether there are words for a key that comes from outside, such as a problem's code. */
export const isMessageKey = (key: string): key is MessageKey => catalogue !== null && Object.hasOwn(catalogue, key);
