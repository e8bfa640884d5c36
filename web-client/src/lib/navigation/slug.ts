import { toLatin } from '$lib/i18n/serbian';

const macedonian = new Map(Object.entries({ ѓ: 'gj', ќ: 'kj', ѕ: 'dz' }));

/** A web address made of a title: Latin letters, digits and hyphens, at most 80. */
export function slugOf(title: string): string {
  const letters = Array.from(title.toLowerCase(), (letter) => macedonian.get(letter) ?? letter).join('');
  return toLatin(letters)
    .replace(/đ/g, 'dj')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '');
}

export const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length >= 3 && text.length <= 80;
