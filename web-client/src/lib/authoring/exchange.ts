import { callWithFile } from '$lib/api/files';
import type { ImportReport } from '$lib/api/types';

export type SheetFormat = 'xliff' | 'xlsx';
const endings: Record<SheetFormat, string> = { xliff: 'xlf', xlsx: 'xlsx' };

/** The texts of a course from its master into one language, for translators' tools. */
export async function exportTexts(slug: string, language: string, format: SheetFormat): Promise<{ name: string; file: Blob }> {
  const query = new URLSearchParams({ language, format });
  const response = await callWithFile(`courses/${encodeURIComponent(slug)}/translations/export?${query}`);
  return { name: `${slug}.${language}.${endings[format]}`, file: await response.blob() };
}

/** Takes a file in, or with `preview` only looks at it. */
export async function importTexts(slug: string, file: File, preview: boolean): Promise<ImportReport> {
  const body = new FormData();
  body.append('file', file);
  const query = preview ? '?preview=true' : '';
  const response = await callWithFile(`courses/${encodeURIComponent(slug)}/translations/import${query}`, { method: 'POST', body });
  return (await response.json()) as ImportReport;
}
