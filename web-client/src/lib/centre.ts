import { t } from '$lib/i18n/messages.svelte';
import type { Language } from '$lib/i18n/languages';

/**
 * The operator's settings, as the server writes them into `<meta name="vidik:centre">` of spa.html: JSON with any of
 * `name` (language → text), `sign` (address of a picture) and `upload_limit` (bytes).
 */
interface Centre {
  name?: Partial<Record<Language, string>>;
  sign?: string;
  upload_limit?: number;
}

/** 2 GiB, the server's own default. */
const defaultUploadLimit = 2 * 1024 ** 3;

function read(): Centre {
  const content = document.querySelector<HTMLMetaElement>('meta[name="vidik:centre"]')?.content;
  if (!content) return {};
  try {
    return JSON.parse(content) as Centre;
  } catch {
    return {};
  }
}

const centre = read();

export const centreName = (language: Language): string => centre.name?.[language] ?? t('centre.name');
export const centreSign = (): string => centre.sign ?? '/assets/sign.svg';
export const uploadLimit = (): number => centre.upload_limit ?? defaultUploadLimit;
