import { Problem, problemOf } from '$lib/api/problem';
import type { ImportReport } from '$lib/api/types';
import { session } from '$lib/session/session.svelte';

export type SheetFormat = 'xliff' | 'xlsx';
const endings: Record<SheetFormat, string> = { xliff: 'xlf', xlsx: 'xlsx' };

/** A call that sends or brings a file. */
async function call(path: string, options: RequestInit = {}): Promise<Response> {
  // A fresh token first: a file should not travel for nothing.
  await session.renew();
  const headers = { Authorization: `Bearer ${session.token() ?? ''}`, 'Accept-Language': document.documentElement.lang };
  const response = await fetch(`/api/v1/courses/${path}`, { ...options, headers }).catch(() => {
    throw new Problem({ code: 'network' });
  });
  if (response.ok) return response;
  throw problemOf(await response.json().catch(() => null), response.status);
}

/** The texts of a course from its master into one language, for translators' tools. */
export async function exportTexts(slug: string, language: string, format: SheetFormat): Promise<{ name: string; file: Blob }> {
  const query = new URLSearchParams({ language, format });
  const response = await call(`${encodeURIComponent(slug)}/translations/export?${query}`);
  return { name: `${slug}.${language}.${endings[format]}`, file: await response.blob() };
}

/** Takes a file in, or with `preview` only looks at it. */
export async function importTexts(slug: string, file: File, preview: boolean): Promise<ImportReport> {
  const body = new FormData();
  body.append('file', file);
  const query = preview ? '?preview=true' : '';
  const response = await call(`${encodeURIComponent(slug)}/translations/import${query}`, { method: 'POST', body });
  return (await response.json()) as ImportReport;
}
