import { Problem, problemOf } from '$lib/api/problem';
import type { CoursePackage } from '$lib/api/types';
import { session } from '$lib/session/session.svelte';

export interface Sent {
  bytes: number;
  total: number;
}

interface Answer {
  status: number;
  body: unknown;
}

/** One attempt at sending; XMLHttpRequest, since fetch does not say how much has gone. */
function send(file: File, onSent: (sent: Sent) => void, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/packages');
    request.setRequestHeader('Authorization', `Bearer ${session.token() ?? ''}`);
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onSent({ bytes: Math.min(loaded, file.size), total });
    request.upload.onload = () => onSent({ bytes: file.size, total: file.size });
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new Problem({ code: 'network' }));
    request.onabort = () => reject(new Problem({ code: 'aborted' }));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

/** Uploads an archive and gives the server's report; a refused package is a `Problem` with all its findings. */
export async function upload(
  file: File,
  onSent: (sent: Sent) => void,
  signal: AbortSignal
): Promise<CoursePackage> {
  // A fresh token first: a large archive should not travel for nothing.
  await session.renew();
  const { status, body } = await send(file, onSent, signal);
  if (status < 200 || status >= 300) throw problemOf(body, status);
  return body as CoursePackage;
}

/** Seconds that the rest takes at the speed so far; `null` until there is something to judge by. */
export function secondsLeft({ bytes, total }: Sent, elapsedSeconds: number): number | null {
  if (elapsedSeconds < 2 || bytes === 0) return null;
  return Math.round(((total - bytes) * elapsedSeconds) / bytes);
}
