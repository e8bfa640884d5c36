import { callWithFile } from '$lib/api/files';

/** Fetches a file of the API and hands it to the browser to keep, under the name that the server gives it. */
export async function saveFile(path: string): Promise<void> {
  const response = await callWithFile(path);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'vidik.zip';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
