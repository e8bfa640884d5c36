import { isLanguage, type Language } from '$lib/i18n/languages';

/** Address of a page in a language: `address('mk', 'my-courses')` → `/mk/my-courses`. */
export const address = (language: Language, path = ''): string => `/${language}/${path}`;

/** The same page in another language, its query kept. */
export function inLanguage(url: URL, language: Language): string {
  const segments = url.pathname.split('/');
  if (isLanguage(segments[1] ?? '')) segments[1] = language;
  else segments.splice(1, 0, language);
  return `${segments.join('/')}${url.search}`;
}

/** The query of an address with some parts changed; an empty one goes. */
export function changedQuery(query: URLSearchParams, changes: Record<string, string>): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) changed.set(name, value);
    else changed.delete(name);
  }
  const text = changed.toString();
  return text ? `?${text}` : '';
}

/** A path of this site to return to after signing in; anything that could lead elsewhere is refused. */
export function safeNext(next: string | null, origin: string): string | null {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return null;
  try {
    const url = new URL(next, origin);
    if (url.origin !== origin) return null;
    return /^\/[^/]+\/sign-in\/?$/.test(url.pathname) ? null : `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return null;
  }
}
