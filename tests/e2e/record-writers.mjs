/**
 * Programs that write statements to the record until the server is killed: every statement that was acknowledged is
 * there afterwards, every batch is there whole or not at all, and nothing is there twice. What had no answer is sent
 * once more, as a program would, and must be taken as the same.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const WRITERS = 8;
const BATCH = 5;


/** Lets the writers in, each with the same credential. */
export async function writers(url, bearer) {
  const response = await fetch(`${url}/api/v1/record/credentials`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Writers', scopes: ['all'] }),
  });
  assert.equal(response.status, 201, await response.clone().text());
  const { key, secret } = await response.json();
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  return Array.from({ length: WRITERS }, (_, number) => ({ number, authorization, acknowledged: [], open: undefined }));
}

const headersOf = (writer) => ({
  Authorization: writer.authorization,
  'X-Experience-API-Version': '2.0.0',
  'Content-Type': 'application/json',
});

const batch = (writer) =>
  Array.from({ length: BATCH }, () => ({
    id: randomUUID(),
    actor: { mbox: `mailto:writer-${writer.number}@kill.test` },
    verb: { id: 'https://kill.test/verbs/wrote' },
    object: { id: 'https://kill.test/activities/one' },
  }));

const send = (url, writer, statements) =>
  fetch(`${url}/xapi/statements`, { method: 'POST', headers: headersOf(writer), body: JSON.stringify(statements) });

/** Writes batch after batch until there is nobody to answer. */
export async function writeUntilCutOff(url, writer) {
  for (;;) {
    writer.open = batch(writer);
    let response;
    try {
      response = await send(url, writer, writer.open);
      await response.clone().text();
    } catch {
      return;
    }
    assert.equal(response.status, 200, await response.text());
    writer.acknowledged.push(writer.open.map(({ id }) => id));
    writer.open = undefined;
  }
}

/** Reads everything that a writer's agent did, compares, and sends what had no answer again. */
export async function compareStatements(url, writer) {
  const before = await stored(url, writer);
  const acknowledged = writer.acknowledged.flat();
  const known = new Set(before);
  assert.equal(known.size, before.length, `writer ${writer.number}: something is stored twice`);
  const lost = acknowledged.filter((id) => !known.has(id));
  assert.deepEqual(lost, [], `writer ${writer.number}: acknowledged and lost`);
  if (!writer.open) return;
  const ids = writer.open.map(({ id }) => id);
  const there = ids.filter((id) => known.has(id)).length;
  assert.ok(there === 0 || there === BATCH, `writer ${writer.number}: ${there} of a batch of ${BATCH} are stored`);
  const again = await send(url, writer, writer.open);
  assert.equal(again.status, 200, await again.text());
  writer.acknowledged.push(ids);
  writer.open = undefined;
  const after = await stored(url, writer);
  assert.deepEqual([...after].sort(), writer.acknowledged.flat().sort(), `writer ${writer.number}`);
}

/** The ids of a writer's statements, part by part. */
async function stored(url, writer) {
  const agent = encodeURIComponent(JSON.stringify({ mbox: `mailto:writer-${writer.number}@kill.test` }));
  const ids = [];
  for (let path = `/xapi/statements?agent=${agent}&limit=500&format=ids`; path; ) {
    const response = await fetch(`${url}${path}`, { headers: headersOf(writer) });
    assert.equal(response.status, 200, await response.clone().text());
    const { statements, more } = await response.json();
    ids.push(...statements.map(({ id }) => id));
    path = more;
  }
  return ids;
}
