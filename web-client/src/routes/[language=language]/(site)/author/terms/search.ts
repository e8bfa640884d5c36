import type { Term } from '$lib/api/types';
import { toLatin } from '$lib/i18n/serbian';

/** One form for both scripts, without accents. */
const fold = (text: string): string =>
  toLatin(text.toLocaleLowerCase()).replace(/đ/g, 'dj').normalize('NFD').replace(/\p{M}/gu, '');

/** The entries that say this in any language, or in their note. */
export function matching(terms: readonly Term[], wanted: string): Term[] {
  const folded = fold(wanted.trim());
  if (folded === '') return [...terms];
  return terms.filter((term) => [term.note, ...Object.values(term.texts).flat()].some((text) => fold(text).includes(folded)));
}

const first = ['en', 'sr-Cyrl', 'mk'];

/** The languages of the term base, the Centre's own first; Serbian Latin is derived. */
export function languagesOf(terms: readonly Term[]): string[] {
  const others = terms.flatMap(({ texts }) => Object.keys(texts)).filter((tag) => !first.includes(tag));
  return [...first, ...new Set(others)];
}
