import { cut, isIdentifier, isLonger, localized, real } from './values';

const isShort = (text: string): boolean => isIdentifier(text) && !isLonger(text, 4_000);
const isLocalized = (text: string): boolean => localized(text) !== null;
const each = (text: string, test: (part: string) => boolean): boolean => text.split('[,]').every(test);

const members = (text: string): Set<string> => new Set(text.split('[,]'));

/** `source[.]target`. */
function isPair(text: string): boolean {
  const parts = cut(text, '[.]');
  return parts !== null && isShort(parts[0]) && isShort(parts[1]);
}

/** `min[:]max`, either end open. */
function isRange(text: string): boolean {
  const parts = cut(text, '[:]');
  if (!parts) return false;
  const [low, high] = parts.map((part) => (part === '' ? undefined : real(part)));
  if (low === null || high === null) return false;
  return low === undefined || high === undefined || low <= high;
}

/** `step_name[.]step_answer`: either may be missing, not both. */
function isStep(text: string, pattern: boolean): boolean {
  const parts = cut(text, '[.]');
  if (!parts) return false;
  const [name, answer] = parts;
  if ((name !== '' && !isShort(name)) || answer.includes('[.]') || name + answer === '') return false;
  return !pattern || !answer.includes('[:]') || isRange(answer);
}

/** What follows the leading `{name=true|false}`; `null` where one of them is wrong. Later ones are text. */
function flags(value: string, names: string): string | null {
  const flag = new RegExp(`^\\{(?:${names})=`);
  let rest = value;
  for (let found = flag.exec(rest); found; found = flag.exec(rest)) {
    const parts = cut(rest.slice(found[0].length), '}');
    if (!parts || (parts[0] !== 'true' && parts[0] !== 'false')) return null;
    rest = parts[1];
  }
  return rest;
}

/** Whether a learner response is in the format of the interaction's type. */
export function isResponse(type: string, value: string): boolean {
  switch (type) {
    case 'true-false':
      return value === 'true' || value === 'false';
    case 'choice':
      return value === '' || (each(value, isShort) && members(value).size === value.split('[,]').length);
    case 'sequencing':
      return value === '' || each(value, isShort);
    case 'fill-in':
      return each(value, isLocalized);
    case 'long-fill-in':
      return isLocalized(value);
    case 'likert':
      return isShort(value);
    case 'matching':
      return value === '' || each(value, isPair);
    case 'performance':
      return each(value, (step) => isStep(step, false));
    case 'numeric':
      return real(value) !== null;
    default:
      return true;
  }
}

/** Whether a correct-response pattern is in the format of the interaction's type. */
export function isPattern(type: string, value: string): boolean {
  let rest: string | null;
  switch (type) {
    case 'fill-in':
      rest = flags(value, 'case_matters|order_matters');
      return rest !== null && each(rest, isLocalized);
    case 'long-fill-in':
      // Its two delimiters come in either order.
      rest = localized(flags(value, 'case_matters') ?? '{lang=');
      return rest !== null && flags(rest, 'case_matters') !== null;
    case 'performance':
      rest = flags(value, 'order_matters');
      return rest !== null && each(rest, (step) => isStep(step, true));
    case 'numeric':
      return isRange(value);
    default:
      return isResponse(type, value);
  }
}

/** Whether two patterns of one interaction say the same, where that is forbidden: the sets of `choice`. */
export function samePattern(type: string | undefined, left: string, right: string): boolean {
  const [a, b] = [members(left), members(right)];
  return type === 'choice' && a.size === b.size && [...a].every((member) => b.has(member));
}

/** Types of interaction with a single correct-response pattern. */
export const hasOnePattern = (type: string | undefined): boolean =>
  type !== undefined && ['true-false', 'likert', 'numeric', 'other'].includes(type);
