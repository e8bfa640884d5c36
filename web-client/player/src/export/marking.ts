import type { Response } from '../quiz/wire';

/** What is right, as an exported package carries it. */
export type Key =
  | { one: string }
  | { several: string[] }
  | { matched: Record<string, string> }
  | { ordered: string[] }
  | { gaps: Record<string, Key> }
  | { number: { value: number; tolerance: number } }
  | { words: string[]; case_sensitive?: boolean };

/** Letters that are written otherwise before words are compared: Cyrillic and marked Latin ones. */
export type FoldTable = Record<string, string>;

/** The share of the points, 0–1. Partial credit: right minus wrong choices, otherwise the share of right parts. */
export function shareOf(key: Key, response: Response | null, table: FoldTable): number {
  if (response === null) return 0;
  if ('one' in key) return response === key.one ? 1 : 0;
  if ('several' in key) return ofChoices(key.several, Array.isArray(response) ? response : []);
  if ('ordered' in key) {
    const given = Array.isArray(response) ? response : [];
    return part(key.ordered.map((id, place) => given[place] === id));
  }
  if ('matched' in key) {
    const given = pairs(response);
    return part(Object.entries(key.matched).map(([left, right]) => given[left] === right));
  }
  if ('gaps' in key) {
    const given = pairs(response);
    return part(Object.entries(key.gaps).map(([gap, inner]) => shareOf(inner, given[gap] ?? null, table) === 1));
  }
  const text = typeof response === 'string' ? response : '';
  if ('number' in key) {
    const value = number(text);
    const slack = 1e-9 * Math.max(1, Math.abs(key.number.value));
    return value !== null && Math.abs(value - key.number.value) <= key.number.tolerance + slack ? 1 : 0;
  }
  const plain = key.case_sensitive ? tidy(text) : fold(tidy(text), table);
  return plain !== '' && key.words.includes(plain) ? 1 : 0;
}

const pairs = (response: Response): Record<string, string> =>
  typeof response === 'object' && !Array.isArray(response) ? response : {};

const part = (right: boolean[]): number => (right.length === 0 ? 0 : right.filter(Boolean).length / right.length);

function ofChoices(right: string[], given: string[]): number {
  const hits = given.filter((id) => right.includes(id)).length;
  const misses = given.length - hits;
  if (hits === right.length && misses === 0) return 1;
  return right.length === 0 ? 0 : Math.max(0, hits - misses) / right.length;
}

/** A number with comma or point before the decimals; where both stand, the last one is. */
export function number(text: string): number | null {
  let plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(/\u2212/g, '-');
  const [comma, point] = [plain.lastIndexOf(','), plain.lastIndexOf('.')];
  if (comma >= 0 && point >= 0) plain = comma > point ? plain.replace(/\./g, '').replace(',', '.') : plain.replace(/,/g, '');
  else if (comma >= 0 && plain.indexOf(',') === comma) plain = plain.replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

const tidy = (text: string): string => text.trim().split(/\s+/).join(' ').replace(/[.,;:!?]+$/, '').trim();

export const fold = (text: string, table: FoldTable): string =>
  [...text.normalize('NFC')].map((letter) => table[letter] ?? letter.toLowerCase()).join('');
