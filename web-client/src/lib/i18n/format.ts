import { intlTag } from './languages';
import { language, t } from './messages.svelte';

/** A day by locale data: 21 November 2026, 21. 11. 2026., 21.11.2026. */
export function formatDate(time: string | Date): string {
  const now = language();
  const day = new Date(time);
  if (now === 'mk') return `${day.getDate()}.${day.getMonth() + 1}.${day.getFullYear()}`;
  const month = now === 'en' ? 'long' : 'numeric';
  return new Intl.DateTimeFormat(intlTag(now), { day: 'numeric', month, year: 'numeric' }).format(day);
}

const macedonianMonths = [
  'јануари', 'февруари', 'март', 'април', 'мај', 'јуни', 'јули', 'август', 'септември', 'октомври', 'ноември', 'декември'
];

/** The month of a day, `2026-11-01`: November 2026, or Nov. */
export function formatMonth(day: string, short = false): string {
  const [year = '', month = ''] = day.split('-');
  if (language() === 'mk') {
    const name = macedonianMonths[Number(month) - 1] ?? '';
    return short ? name.slice(0, 3) : `${name} ${year}`;
  }
  const style: Intl.DateTimeFormatOptions = short ? { month: 'short' } : { month: 'long', year: 'numeric' };
  const words = new Intl.DateTimeFormat(intlTag(language()), { ...style, timeZone: 'UTC' }).format(new Date(day));
  return short ? words.replace('.', '') : words;
}

/** A day with the time of day: 21 November 2026, 14:05. */
export function formatMoment(time: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(time));
  return `${formatDate(time)}, ${clock}`;
}

export function formatNumber(value: number, fractionDigits = 0): string {
  return new Intl.NumberFormat(intlTag(language()), { maximumFractionDigits: fractionDigits }).format(value);
}

/** A share 0…1 as a whole percentage, without the sign. A share below 1 never reads 100. */
export const percentage = (share: number): number => (share >= 1 ? 100 : Math.floor(share * 100));

export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  if (hours === 0) return t('unit.minutes', { n: rest });
  if (rest === 0) return t('unit.hours', { n: hours });
  return t('unit.hours_minutes', { hours, minutes: rest });
}

export const formatSeconds = (seconds: number): string =>
  seconds < 60 ? t('unit.seconds_under_minute') : formatMinutes(Math.round(seconds / 60));

/** Bytes in the decimal units that file managers show. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return t('unit.gigabytes', { n: formatNumber(bytes / 1e9, 1) });
  if (bytes >= 1e6) return t('unit.megabytes', { n: formatNumber(bytes / 1e6, 1) });
  return t('unit.kilobytes', { n: formatNumber(Math.max(1, Math.round(bytes / 1e3))) });
}

/** Macedonian letters where Serbian collation has their places: ѓ after д, ѕ after з, ќ after т. */
const serbianPlace = new Map(Object.entries({ ѓ: 'ђ', ѕ: 'зя', ќ: 'ћ' }));
const placed = (text: string): string =>
  Array.from(text.toLowerCase(), (letter) => serbianPlace.get(letter) ?? letter).join('');

/** Orders names as the page's language does: č after c, љ after л, ќ after т. */
export function collator(): { compare: (one: string, other: string) => number } {
  const order = new Intl.Collator(intlTag(language()), { sensitivity: 'base', numeric: true });
  if (language() !== 'mk') return order;
  return { compare: (one, other) => order.compare(placed(one), placed(other)) };
}
