import { isPattern, isResponse } from './response';
import type { Element } from './table';
import {
  integer, isClock, isIdentifier, isInterval, isLanguage, isLonger, isNavigation, isTime, isTimespan, isToken, localized,
  real
} from './values';

/** The reason's key and the words that its text needs. */
export type Breach = [reason: string, detail: string];

const LONGEST_RESPONSE = 256_000;

/** NUL, and half a character, as texts have it that were cut in the middle: with one of them no commit can be read. */
const NO_CHARACTER = /\0|\p{Surrogate}/u;

const holds = (fine: boolean, type: string): Breach | null => (fine ? null : ['type', type]);
const length = (value: string, cap: number): Breach | null =>
  isLonger(value, cap) ? ['tooLong', String(cap)] : null;

function range(number: number | null, element: Element, type: string): Breach | null {
  if (number === null) return ['type', type];
  const { min, max } = element;
  const within = (min === undefined || number >= min) && (max === undefined || number <= max);
  return within ? null : ['range', `${min ?? ''}…${max ?? ''}`];
}

/** What speaks against a value; `type` is that of the interaction which the element belongs to. */
export function check(element: Element, value: string, type = 'other'): Breach | null {
  if (NO_CHARACTER.test(value)) return ['type', 'characterstring'];
  const { cap = Infinity, words = [] } = element;
  switch (element.kind) {
    case 'text':
      return length(value, cap);
    case 'localized': {
      const text = localized(value);
      return text === null ? ['type', 'localized_string_type'] : length(text, cap);
    }
    case 'language':
      return holds(value === '' || isLanguage(value), 'language_type');
    case 'identifier':
      return holds(isIdentifier(value), 'identifier (a URI)') ?? length(value, cap);
    case 'token':
      return holds(isToken(value), 'CMIIdentifier') ?? length(value, cap);
    case 'words':
      return holds(words.includes(value), 'state');
    case 'real':
      return range(real(value), element, 'real');
    case 'decimal':
      return value === '' ? null : range(real(value), element, 'CMIDecimal');
    case 'integer':
      return range(integer(value), element, 'CMISInteger');
    case 'result':
      return holds(words.includes(value) || real(value) !== null, 'state or real');
    case 'time':
      return holds(isTime(value), 'time (second,10,0)');
    case 'interval':
      return holds(isInterval(value), 'timeinterval (second,10,2)');
    case 'clock':
      return holds(isClock(value), 'CMITime');
    case 'timespan':
      return holds(isTimespan(value), 'CMITimespan');
    case 'response':
      return length(value, LONGEST_RESPONSE) ?? holds(isResponse(type, value), type);
    case 'pattern':
      return length(value, LONGEST_RESPONSE) ?? holds(isPattern(type, value), type);
    case 'navigation':
      return holds(isNavigation(value), 'navigation request');
    default:
      return ['type', 'read only'];
  }
}
