/**
 * Nothing acknowledged is lost: the program is killed (SIGKILL) while 64 players commit, again and again.
 *
 * After each kill the program starts on the same database. Then, for each of the 64 attempts,
 * - the launch that was cut off has every commit that was acknowledged, and none that was never sent;
 * - a new launch delivers the values of exactly the last commit that is stored: no commit is there by half.
 * Meanwhile 8 programs write to the record (record-writers.mjs), 8 learners answer quizzes and 8 units of cmi5 speak
 * (quiz-and-unit-writers.mjs). At last `vidik rebuild --check` finds that all roll-ups agree with what they are made of.
 *
 * VIDIK_KILL_ROUNDS says how often (default 3). On PostgreSQL where VIDIK_TEST_POSTGRES names a server that
 * lets databases be created. VIDIK_BIN names the program, as for the other tests.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { QuizTaker, SpeakingUnit, quizCourse, unitCourse } from './quiz-and-unit-writers.mjs';
import { compareStatements, writers, writeUntilCutOff } from './record-writers.mjs';
import { zip } from './zip.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = process.env.VIDIK_BIN || join(ROOT, 'target/debug/vidik');
const ROUNDS = Number(process.env.VIDIK_KILL_ROUNDS || 3);
const POSTGRES = process.env.VIDIK_TEST_POSTGRES;

/** People times courses: as many attempts commit at once. */
const PEOPLE = 8;
const COURSES = 8;
/** A kill comes this long after the first commits, in milliseconds: another moment each round. */
const SHORTEST = 400;
const LONGEST = 1600;
const START_LIMIT = 60_000;
/** A slow machine gets this long until something is acknowledged, so that every kill has something to lose. */
const HEARD_LIMIT = 120_000;
const PASSWORD = 'kill-test-password';
const ADMINISTRATOR = { email: 'admin@kill.test', password: PASSWORD };

test('SQLite keeps what it acknowledged', () => killed((folder) => `sqlite://${join(folder, 'vidik.db')}`));

test('PostgreSQL keeps what it acknowledged', { skip: POSTGRES ? false : 'VIDIK_TEST_POSTGRES is not set' }, async () => {
  const name = `vidik_kill_${process.pid}`;
  sql(POSTGRES, `CREATE DATABASE ${name}`);
  const address = new URL(POSTGRES);
  address.pathname = `/${name}`;
  try {
    await killed(() => address.href);
  } finally {
    sql(POSTGRES, `DROP DATABASE ${name} WITH (FORCE)`);
  }
});

/** The rounds, on one database. @param {(folder: string) => string} database its address */
async function killed(database) {
  const folder = mkdtempSync(join(tmpdir(), 'vidik-kill-'));
  const settings = await settingsFor(folder, database(folder));
  let program;
  try {
    run(['migrate'], settings);
    program = await serve(settings);
    const { attempts, quizzes, units } = await prepare(settings);
    await inEach([...attempts, ...quizzes, ...units], (attempt) => launch(settings, attempt));
    const url = settings.VIDIK_PUBLIC_URL;
    const programs = await writers(url, await token(settings, ADMINISTRATOR));
    const takers = quizzes.map((attempt) => new QuizTaker(settings, attempt));
    const speakers = units.map((attempt) => new SpeakingUnit(settings, attempt, programs[0].authorization));
    await inEach(speakers, (unit) => unit.launch());
    const total = { acknowledged: 0, unanswered: 0, stored: 0 };
    const everyKindWasHeard = () =>
      takers.some(({ handedIn }) => handedIn.size > 0)
      && takers.every(({ acknowledged }) => acknowledged > 0)
      && speakers.every(({ acknowledged }) => acknowledged.length > 0);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const moment = SHORTEST + Math.random() * (LONGEST - SHORTEST);
      const committing = [
        ...attempts.map((attempt) => commitUntilCutOff(settings, attempt)),
        ...programs.map((writer) => writeUntilCutOff(url, writer)),
        ...[...takers, ...speakers].map((one) => one.untilCutOff()),
      ];
      await sleep(moment);
      await until(() => attempts.some(({ acknowledged }) => acknowledged > 0), 'a commit is acknowledged');
      if (round === ROUNDS) await until(everyKindWasHeard, 'every kind of work is acknowledged');
      await program.kill();
      await Promise.all(committing);
      program = await serve(settings);
      await inEach(attempts, async (attempt) => compare(settings, attempt, total));
      await inEach(programs, (writer) => compareStatements(url, writer));
      await inEach([...takers, ...speakers], (one) => one.compare());
      run(['rebuild', '--check'], settings);
      await inEach(attempts, (attempt) => launchAgain(settings, attempt));
      await inEach([...quizzes, ...units], (attempt) => launch(settings, attempt));
      await inEach(speakers, (unit) => unit.launch());
    }
    console.log(
      `${ROUNDS} kills, ${attempts.length} committers: ${total.acknowledged} commits acknowledged, none lost; `
      + `${total.unanswered} sent without an answer, ${total.stored} of them stored; `
      + `${programs.reduce((sum, { acknowledged }) => sum + acknowledged.flat().length, 0)} statements of programs `
      + `and ${speakers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)} of units, none lost, none twice; `
      + `${takers.reduce((sum, { acknowledged }) => sum + acknowledged, 0)} answers, `
      + `${takers.reduce((sum, { handedIn }) => sum + handedIn.size, 0)} attempts at quizzes handed in; roll-ups agree`,
    );
  } finally {
    await program?.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** People, courses, enrolments: for commits to courses of one activity each, for quizzes, for units. */
async function prepare(settings) {
  const admin = await token(settings, ADMINISTRATOR);
  const slugs = Array.from({ length: COURSES }, (_, index) => `kill-${index}`);
  await publish(settings, admin, activity(), slugs);
  await publish(settings, admin, quizCourse(), ['kill-quizzes']);
  await publish(settings, admin, unitCourse(), ['kill-units']);
  const [attempts, quizzes, units] = [[], [], []];
  for (let index = 0; index < PEOPLE; index += 1) {
    const email = `learner-${index}@kill.test`;
    const name = { latin: { given: 'Polaznik', family: String(index) } };
    await ask(settings, 'POST', '/people', admin, { email, name, password: PASSWORD });
    const learner = await token(settings, { email, password: PASSWORD });
    for (const [slug, list] of [...slugs.map((slug) => [slug, attempts]), ['kill-quizzes', quizzes], ['kill-units', units]]) {
      await ask(settings, 'POST', `/courses/${slug}/enrolments`, learner, {});
      list.push({ who: `${email} in ${slug}`, slug, learner, base: 0 });
    }
  }
  return { attempts, quizzes, units };
}

/** Published courses of one package. */
async function publish(settings, admin, archive, slugs) {
  const form = new FormData();
  form.set('file', new Blob([archive], { type: 'application/zip' }), 'kill.zip');
  const imported = await ask(settings, 'POST', '/packages', admin, form);
  for (const slug of slugs) {
    await ask(settings, 'POST', '/courses', admin, { package_id: imported.id, slug });
    await ask(settings, 'POST', `/courses/${slug}/publish`, admin);
  }
}

/** Takes the attempt over with a launch of its own, as a player does that was just opened. */
async function launch(settings, attempt) {
  const { launch_url: address } = await ask(settings, 'POST', `/courses/${attempt.slug}/attempts`, attempt.learner, {});
  const code = new URL(address).hash.replace(/^#code=/, '');
  const answer = await post(`${settings.VIDIK_CONTENT_URL}/play/exchange`, { code });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  attempt.token = answer.body.token;
  attempt.delivery = answer.body.launch.delivery;
  attempt.sent = 0;
  attempt.acknowledged = 0;
  assert.equal(answer.body.launch.next_number, 1);
}

/** Commits one after the other, each with its number in two elements, until there is nobody to answer. */
async function commitUntilCutOff(settings, attempt) {
  for (;;) {
    const number = attempt.sent + 1;
    attempt.sent = number;
    let answer;
    try {
      answer = await commit(settings, attempt, [commitOf(attempt, number)]);
    } catch {
      return;
    }
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(answer.body.rejected, []);
    assert.equal(answer.body.acknowledged, number);
    attempt.acknowledged = number;
  }
}

function commitOf(attempt, number) {
  const value = attempt.base + number;
  const set = [['cmi.location', String(value)], ['cmi.suspend_data', suspendData(value)], ['cmi.exit', 'suspend']];
  return { number, activity: attempt.delivery.activity, visit: attempt.delivery.visit, set, terminate: false, seconds: 1 };
}

/** About 2 KiB that nothing but this number gives. */
const suspendData = (value) => `${value};`.repeat(400).slice(0, 2000);

const commit = (settings, attempt, commits) =>
  post(`${settings.VIDIK_CONTENT_URL}/play/commit`, { commits, navigation: null }, attempt.token);

/** What the database has of the launch that was cut off: its own token still asks for it. */
async function compare(settings, attempt, total) {
  const { status, body } = await commit(settings, attempt, []);
  assert.equal(status, 200, JSON.stringify(body));
  const stored = body.acknowledged;
  assert.ok(attempt.acknowledged <= stored, `${attempt.who}: ${attempt.acknowledged} acknowledged, ${stored} stored`);
  assert.ok(stored <= attempt.sent, `${attempt.who}: ${stored} stored, ${attempt.sent} sent`);
  total.acknowledged += attempt.acknowledged;
  total.unanswered += attempt.sent - attempt.acknowledged;
  total.stored += stored - attempt.acknowledged;
  attempt.stored = stored;
}

/** A new launch delivers the last commit that is stored, whole. */
async function launchAgain(settings, attempt) {
  attempt.base += attempt.stored;
  await launch(settings, attempt);
  const { data } = attempt.delivery;
  if (attempt.base === 0) return;
  assert.equal(data['cmi.location'], String(attempt.base), attempt.who);
  assert.equal(data['cmi.suspend_data'], suspendData(attempt.base), attempt.who);
  assert.equal(data['cmi.entry'], 'resume', attempt.who);
}

/** All of them, some at a time. */
async function inEach(items, work) {
  const rest = [...items];
  const next = async () => {
    for (let item = rest.shift(); item; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, next));
}

/** Waits until something holds that other work brings about. */
async function until(holds, what) {
  for (const deadline = Date.now() + HEARD_LIMIT; !holds(); await sleep(20)) {
    assert.ok(Date.now() < deadline, `not within ${HEARD_LIMIT / 1000} s: ${what}`);
  }
}

async function token(settings, body) {
  const { access_token: value } = await ask(settings, 'POST', '/auth/token', undefined, body);
  return value;
}

/** A call to the API that must succeed. */
async function ask(settings, method, path, bearer, body) {
  const isForm = body instanceof FormData;
  const headers = { ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  const content = body === undefined || isForm ? body : JSON.stringify(body);
  const response = await fetch(`${settings.VIDIK_PUBLIC_URL}/api/v1${path}`, { method, headers, body: content });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

async function post(address, body, bearer) {
  const headers = { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

/** A package of one activity, of which nothing but the server's part is played. */
function activity() {
  const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="KILL" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="ORG"><organization identifier="ORG"><title>Commits</title>
    <item identifier="ITEM" identifierref="RES"><title>Commits</title></item>
  </organization></organizations>
  <resources><resource identifier="RES" type="webcontent" adlcp:scormType="sco" href="index.html"><file href="index.html"/></resource></resources>
</manifest>`;
  return zip({ 'imsmanifest.xml': manifest, 'index.html': '<!doctype html><html lang="en"><title>Commits</title></html>' });
}

async function settingsFor(folder, database) {
  const [app, content] = await freePorts(2);
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VIDIK_'));
  return {
    ...Object.fromEntries(inherited),
    VIDIK_LISTEN: `127.0.0.1:${app}`,
    VIDIK_PUBLIC_URL: `http://localhost:${app}`,
    VIDIK_CONTENT_LISTEN: `127.0.0.1:${content}`,
    VIDIK_CONTENT_URL: `http://127.0.0.1:${content}`,
    VIDIK_DATABASE_URL: database,
    VIDIK_BLOB_URL: `file://${join(folder, 'blobs')}`,
    VIDIK_ADMIN_EMAIL: ADMINISTRATOR.email,
    VIDIK_ADMIN_PASSWORD: ADMINISTRATOR.password,
  };
}

function run(verb, env) {
  const { status, stdout, stderr, error } = spawnSync(PROGRAM, verb, { cwd: ROOT, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vidik ${verb.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
}

/** One statement, by PostgreSQL's own client. */
function sql(address, statement) {
  const { status, stderr, error } = spawnSync('psql', [address, '-qc', statement], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${statement}: ${error?.message ?? stderr}`);
}

/** Starts the server and waits until it is ready; it can only be killed. */
async function serve(env) {
  const child = spawn(PROGRAM, ['serve'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (text) => {
    log = (log + text).slice(-100_000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const atExit = () => child.kill('SIGKILL');
  process.once('exit', atExit);
  ended.finally(() => process.removeListener('exit', atExit));
  for (const deadline = Date.now() + START_LIMIT; !(await isReady(env.VIDIK_PUBLIC_URL)); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await kill();
      throw new Error(`vidik serve is not ready: ${log}`);
    }
  }
  return { kill };
}

async function isReady(url) {
  const response = await fetch(`${url}/health/ready`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}

/** Ports that are free now, all different. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    })),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
}
