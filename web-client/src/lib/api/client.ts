import createClient from 'openapi-fetch';
import { session } from '$lib/session/session.svelte';
import { Problem, problemOf } from './problem';
import type { paths } from './schema';

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new Problem({ code: 'network' });
  }
}

function withToken(request: Request): Request {
  const token = session.token();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

/** Sends a request with the access token; where that has expired, renews it once and sends again. */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await reach(withToken(request));
  if (answer.status !== 401 || !session.token()) return answer;
  return (await session.renew()) ? reach(withToken(again)) : answer;
}

/** The API. An answer's body goes through `answer`, which throws a `Problem` for every refusal. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function answer<T>(result: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await result;
  if (!response.ok) throw problemOf(error, response.status);
  return data as T;
}
