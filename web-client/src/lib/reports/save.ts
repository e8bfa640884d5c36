import { callWithFile } from '$lib/api/files';
import { saveFile } from './csv';
import { queryText } from './days';

export const formats = ['csv', 'xlsx', 'ndjson'] as const;
export type Format = (typeof formats)[number];

/**
 * Brings a list as a file, as it is filtered, and hands it over to the reader.
 *
 * @param path below `/api/v1/`, without its query
 * @param came is told how many bytes have come so far
 */
export async function saveList(
  path: string,
  query: Record<string, string | boolean | undefined>,
  format: Format,
  { signal, came }: { signal: AbortSignal; came: (bytes: number) => void }
): Promise<void> {
  const response = await callWithFile(`${path}?${queryText({ ...query, format })}`, { signal });
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value as Uint8Array<ArrayBuffer>);
    bytes += part.value.length;
    came(bytes);
  }
  const named = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const type = response.headers.get('Content-Type') ?? '';
  saveFile(named ?? `list.${format}`, new Blob(parts, { type }));
}
