import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useLanguage } from '$lib/i18n/messages.svelte';

const person = { id: 'p', roles: ['learner'], memberships: [], name: { latin: null, cyrillic: null } };
const token = (access_token: string) => ({ access_token, token_type: 'Bearer', expires_in: 300 });

type Handler = (path: string, request: Request) => Response | Promise<Response>;
let handle: Handler;
let calls: string[];

beforeEach(async () => {
  vi.resetModules();
  await useLanguage('en');
  calls = [];
  vi.stubGlobal('fetch', async (input: string | Request, options?: RequestInit) => {
    const request = new Request(typeof input === 'string' ? new URL(input, location.href) : input, options);
    const path = new URL(request.url).pathname;
    calls.push(`${request.method} ${path} ${request.headers.get('Authorization') ?? '-'}`);
    return handle(path, request);
  });
});

afterEach(() => vi.unstubAllGlobals());

async function load() {
  const { session } = await import('./session.svelte');
  const { api, answer } = await import('$lib/api/client');
  const { Problem } = await import('$lib/api/problem');
  return { session, api, answer, Problem };
}

it('an earlier sign-in is taken up once a page load, by the refresh cookie', async () => {
  handle = (path, request) => {
    if (path.endsWith('/auth/refresh')) {
      return request.headers.get('X-Vidik-Refresh') === '1' ? Response.json(token('a')) : new Response(null, { status: 403 });
    }
    return Response.json(person);
  };
  const { session } = await load();
  await Promise.all([session.restore(), session.restore()]);
  expect(session.person?.id).toBe('p');
  expect(calls).toEqual(['POST /api/v1/auth/refresh -', 'GET /api/v1/me Bearer a']);
});

it('nobody signed in is no error; a server in trouble signs nobody out', async () => {
  handle = () => new Response(null, { status: 401 });
  const { session } = await load();
  await session.restore();
  expect(session.person).toBeNull();

  handle = () => new Response(null, { status: 503 });
  await expect(session.renew()).rejects.toThrow();
});

it('an expired token is renewed once, for all calls that wait for it', async () => {
  let current = 'a';
  handle = (path, request) => {
    if (path.endsWith('/auth/refresh')) return Response.json(token((current = 'b')));
    if (path.endsWith('/auth/token')) return Response.json(token('a'));
    if (path.endsWith('/me')) return Response.json(person);
    return request.headers.get('Authorization') === `Bearer ${current}`
      ? Response.json({ items: [], next_cursor: null })
      : Response.json({ code: 'token_expired' }, { status: 401 });
  };
  const { session, api, answer } = await load();
  await session.signIn('learner@demo.test', 'vidik-demo');
  current = 'expired';
  const got = await Promise.all([answer(api.GET('/api/v1/packages')), answer(api.GET('/api/v1/people'))]);
  expect(got).toHaveLength(2);
  expect(calls.filter((call) => call.includes('refresh'))).toHaveLength(1);
});

it('a wrong password in a form is not taken for an expired sign-in', async () => {
  handle = (path) => {
    if (path.endsWith('/auth/token')) return Response.json(token('a'));
    if (path.endsWith('/me')) return Response.json(person);
    return Response.json({ code: 'wrong_credentials', title: 'No' }, { status: 401 });
  };
  const { session, api, answer, Problem } = await load();
  await session.signIn('learner@demo.test', 'vidik-demo');
  const refused = await answer(api.POST('/api/v1/me/password', { body: { current: 'x', new: 'y' } })).catch((e) => e);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused.code).toBe('wrong_credentials');
  expect(calls.some((call) => call.includes('refresh'))).toBe(false);
});

it('a lost line is told apart from a refusal', async () => {
  handle = () => {
    throw new TypeError('no line');
  };
  const { api, answer } = await load();
  await expect(answer(api.GET('/api/v1/packages'))).rejects.toMatchObject({ code: 'network' });
});
