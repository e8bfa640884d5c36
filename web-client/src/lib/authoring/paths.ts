import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What a string of a unit is, in the reader's words: `choice.a.feedback` → "Answer a: feedback". */
export function stringName(path: string): string {
  const whole = `string.${path.replace(/\W/g, '_')}`;
  if (isMessageKey(whole)) return t(whole);
  const [kind = '', ...rest] = path.split('.');
  const key = `string.${kind}_of`;
  if (!isMessageKey(key)) return path;
  const end = rest.length > 1 ? `string.${rest[rest.length - 1]}` : '';
  if (end && isMessageKey(end)) return `${t(key, { id: rest.slice(0, -1).join(' ') })}: ${t(end)}`;
  return t(key, { id: rest.join(' ') });
}

/** How many lines a field begins with, where the browser does not size it by its words. */
export const rowsFor = (text: string, markdown: boolean): number =>
  Math.max(markdown ? 4 : 1, text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 56), 0));
