import { formatSeconds, percentage } from '$lib/i18n/format';
import { isMessageKey, language, t } from '$lib/i18n/messages.svelte';
import { toLatin } from '$lib/i18n/serbian';

interface Words {
  [tag: string]: string;
}

/** What is read of a statement of xAPI; whatever else is in it is left alone. */
export interface Statement {
  id?: string;
  timestamp?: string;
  stored?: string;
  verb?: { id?: string; display?: Words };
  object?: { id?: string; objectType?: string; definition?: { name?: Words } };
  result?: { success?: boolean; score?: { scaled?: number }; duration?: string; response?: string };
}

/** The nearest of texts in several languages. */
function nearest(texts: Words | undefined): string | undefined {
  if (!texts) return undefined;
  const wanted = language();
  const tags = [wanted, ...(wanted.startsWith('sr') ? ['sr', 'sr-Cyrl', 'sr-Latn'] : []), 'en'];
  const tag = tags.find((one) => texts[one] !== undefined) ?? Object.keys(texts)[0];
  if (tag === undefined) return undefined;
  const text = texts[tag];
  return wanted === 'sr-Latn' && tag.startsWith('sr') ? toLatin(text ?? '') : text;
}

const lastPart = (address: string): string => address.split(/[/#]/).filter(Boolean).at(-1) ?? address;

/** What was done, in a word of ours where there is one. */
export function verbWords({ verb }: Statement): string {
  const word = lastPart(verb?.id ?? '');
  const key = `verb.${word}`;
  return isMessageKey(key) ? t(key) : (nearest(verb?.display) ?? word);
}

/** With what: its name, else the end of its address. */
export const objectWords = ({ object }: Statement): string =>
  nearest(object?.definition?.name) ?? lastPart(object?.id ?? '');

/** Whom an agent's key (`account:HOME:NAME`, `mbox:mailto:…`) names, without where. */
export const agentWords = (key: string): string =>
  key.startsWith('account:') ? key.slice(key.lastIndexOf(':') + 1) : key.replace(/^[a-z_0-9]+:(mailto:)?/, '');

/** Seconds of an ISO 8601 duration in hours, minutes and seconds. */
function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** What came of it: share of the points, time. */
export function resultWords({ result }: Statement): string {
  const scaled = result?.score?.scaled;
  const seconds = secondsOf(result?.duration ?? '');
  return [
    typeof scaled === 'number' ? `${percentage(scaled)}%` : '',
    seconds > 0 ? formatSeconds(seconds) : ''
  ]
    .filter(Boolean)
    .join(', ');
}
