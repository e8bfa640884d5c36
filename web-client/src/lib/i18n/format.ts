import { intlTag } from './languages';
import { language, t } from './messages.svelte';

/** A day by locale data: 21 November 2026, 21. 11. 2026., 21.11.2026. */
export function formatDate(time: string | Date): string {
  const now = language();
  const month = now === 'en' ? 'long' : 'numeric';
  const text = new Intl.DateTimeFormat(intlTag(now), { day: 'numeric', month, year: 'numeric' }).format(new Date(time));
  // Older locale data ends Macedonian dates with an abbreviation for "year".
  return now === 'mk' ? text.replace(/\s*г\.?$/, '') : text;
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

/** Orders names as the page's language does: č after c, љ after л. */
export function collator(): Intl.Collator {
  return new Intl.Collator(intlTag(language()), { sensitivity: 'base', numeric: true });
}
