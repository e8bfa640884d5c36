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

function prepared(request: Request): Request {
  const token = session.token();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  // The server words its titles and messages as the page is read, not as the browser is set.
  request.headers.set('Accept-Language', document.documentElement.lang);
  return request;
}

/** Whether a refusal is about the token; a wrong password that was typed into a form is not. */
async function isAboutToken(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false;
  const problem = (await answer
    .clone()
    .json()
    .catch(() => null)) as { code?: string } | null;
  return problem?.code !== 'wrong_credentials';
}

/** Sends a request with the access token; where that has expired, renews it once and sends again. */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await reach(prepared(request));
  if (!session.token() || !(await isAboutToken(answer))) return answer;
  return (await session.renew()) ? reach(prepared(again)) : answer;
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

/** A part of a list that can be had as a file, too: what comes as JSON. */
export const part = async <T>(result: Promise<Result<T>>): Promise<Extract<T, { items: unknown[] }>> =>
  (await answer(result)) as Extract<T, { items: unknown[] }>;
