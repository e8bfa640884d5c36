import { session } from '$lib/session/session.svelte';
import { Problem, problemOf } from './problem';

/** A call to the API that sends or brings a file; `path` begins below `/api/v1/`. */
export async function callWithFile(path: string, options: RequestInit = {}): Promise<Response> {
  // A fresh token first: a file should not travel for nothing.
  await session.renew();
  const headers = {
    ...options.headers,
    Authorization: `Bearer ${session.token() ?? ''}`,
    'Accept-Language': document.documentElement.lang
  };
  const response = await fetch(`/api/v1/${path}`, { ...options, headers }).catch(() => {
    throw new Problem({ code: 'network' });
  });
  if (response.ok) return response;
  throw problemOf(await response.json().catch(() => null), response.status);
}
