import { LANGUAGES } from './table';

/** Head and tail around the first separator. */
export function cut(text: string, separator: string): [string, string] | null {
  const at = text.indexOf(separator);
  return at < 0 ? null : [text.slice(0, at), text.slice(at + separator.length)];
}

/** `real (10,7)`: no exponent. */
export function real(text: string | undefined): number | null {
  return text !== undefined && text.length <= 100 && /^-?(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : null;
}

export function integer(text: string): number | null {
  return /^[-+]?\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The smallest permitted maximum of `language_type`. */
const LONGEST_TAG = 250;

/** A tag whose first part is an ISO 639-1 or 639-2 code, `i` or `x`. Case does not matter. */
export function isLanguage(tag: string): boolean {
  if (tag.length > LONGEST_TAG) return false;
  const [primary = '', ...further] = tag.toLowerCase().split('-');
  if (!further.every((part) => /^[a-z0-9]{1,8}$/.test(part)) || !/^[a-z]+$/.test(primary)) return false;
  if (primary === 'i' || primary === 'x') return further.length > 0;
  return LANGUAGES.has(primary) || /^q[a-t][a-z]$/.test(primary);
}

/** The text of a `localized_string_type` without its `{lang=…}`; `null` where the language is none. */
export function localized(value: string): string | null {
  if (!value.startsWith('{lang=')) return value;
  const parts = cut(value.slice(6), '}');
  return parts && isLanguage(parts[0]) ? parts[1] : null;
}

/** A URI or a relative reference; letters outside ASCII as an IRI has them. */
export function isIdentifier(text: string): boolean {
  if (!text || /[\s\0-\x20\x7f-\xa0<>"{}|\\^`[\]]/.test(text)) return false;
  return !/^urn:/i.test(text) || /^urn:[a-z0-9][a-z0-9-]{1,31}:./i.test(text);
}

/** `CMIIdentifier`. */
export function isToken(text: string): boolean {
  return text !== '' && !/[\s\0-\x20\x7f-\xa0]/.test(text);
}

/** Counted in characters, which are never more than the units of a JavaScript string. */
export function isLonger(text: string, cap: number): boolean {
  return text.length > cap && [...text].length > cap;
}

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.\d{1,2}(?:Z|[+-](\d\d)(?::(\d\d))?)?)?)?)?)?)?)?$/;

/** `time (second,10,0)`, 1970 to 2038. A zone only follows a fraction of a second. */
export function isTime(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) return false;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = parts
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const last = month === 2 ? (year % 4 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (
    year >= 1970 && year <= 2038 && month >= 1 && month <= 12 && day >= 1 && day <= last &&
    hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60
  );
}

const NUMBER = '\\d{1,10}';
const INTERVAL = new RegExp(
  `^P(?=.)(${NUMBER}Y)?(${NUMBER}M)?(${NUMBER}D)?(T(?=.)(${NUMBER}H)?(${NUMBER}M)?(${NUMBER}(\\.\\d{1,2})?S)?)?$`
);

/** `timeinterval (second,10,2)`. */
export const isInterval = (text: string): boolean => INTERVAL.test(text);
/** `CMITimespan`. */
export const isTimespan = (text: string): boolean => /^\d{2,4}:\d\d:\d\d(\.\d{1,2})?$/.test(text);
/** `CMITime`. */
export const isClock = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(text);

/** `adl.nav.request`. */
export function isNavigation(text: string): boolean {
  return /^(_none_|continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|\{target=[^]+\}(choice|jump))$/.test(text);
}
