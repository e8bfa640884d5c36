import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Connection, LineLost, Refusal } from '../../src/connection';

const body = { commits: [], navigation: null };
const json = (status: number, value: unknown): Response => new Response(JSON.stringify(value), { status });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function serving(...answers: (() => Response | Promise<Response>)[]) {
  const asked: [string, RequestInit][] = [];
  const connection = new Connection((path, init) => {
    asked.push([path, init]);
    return Promise.resolve((answers.shift() ?? (() => json(500, {})))());
  });
  return { asked, connection };
}

const bearer = (init: RequestInit | undefined): string | undefined =>
  (init?.headers as Record<string, string> | undefined)?.['Authorization'];

it('keeps the token of the exchange for what follows, and renews it before it runs out', async () => {
  const { asked, connection } = serving(
    () => json(200, { token: 'one', expires_in: 100, launch: {} }),
    () => json(200, { token: 'two', expires_in: 100 }),
    () => json(200, {})
  );
  await connection.exchange('code');
  await vi.advanceTimersByTimeAsync(80_000);
  await connection.commit(body);
  connection.close();
  expect(asked.map(([path, init]) => [path, bearer(init)])).toEqual([
    ['/play/exchange', undefined], ['/play/token', 'Bearer one'], ['/play/commit', 'Bearer two']
  ]);
});

it('renews a token that has run out and sends the commit again', async () => {
  const { asked, connection } = serving(
    () => json(401, { code: 'token_expired' }),
    () => json(200, { token: 'two', expires_in: 100 }),
    () => json(200, { acknowledged: 1 })
  );
  expect(await connection.commit(body)).toEqual({ acknowledged: 1 });
  connection.close();
  expect(asked.map(([path]) => path)).toEqual(['/play/commit', '/play/token', '/play/commit']);
});

it('tells a lost line from a refusal', async () => {
  const lost = [
    () => Promise.reject(new TypeError('failed to fetch')),
    () => json(503, {}),
    () => json(429, {}),
    () => new Response('cut o', { status: 200 })
  ];
  for (const answer of lost) await expect(serving(answer).connection.commit(body)).rejects.toBeInstanceOf(LineLost);
  const refused = serving(() => json(409, { code: 'launch_taken_over' })).connection.commit(body);
  await expect(refused).rejects.toEqual(new Refusal(409, 'launch_taken_over'));
});
