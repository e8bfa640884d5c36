/**
 * The browser against the real program.
 *
 * `useVidik()` in a test file starts the program on free ports with a data folder of its own, seeds the
 * demonstration Centre, opens a browser, and takes all of it away after the file's tests:
 *
 *     const centre = useVidik();
 *     test('…', async () => {
 *       const page = await centre.page();
 *       await page.goto(`${centre.url}/en/`);
 *     });
 *
 * VIDIK_BIN names the program (default target/debug/vidik), VIDIK_CHROMIUM the browser.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { zipFolder } from './zip.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { chromium } = createRequire(join(root, 'web-client/package.json'))('playwright-core');

const START_LIMIT = 60_000;
const STOP_LIMIT = 10_000;

/** The password of every demonstration account. */
export const PASSWORD = 'vidik-demo';

/**
 * Registers hooks that start and stop the program and a browser around the file's tests.
 *
 * @param {{seed?: boolean, env?: Record<string, string>, partitioned?: boolean}} [options]
 *   `seed: false` leaves the database empty; `env` adds settings; `partitioned`: see `openBrowser`
 * @returns {Centre} usable within tests
 */
export function useVidik(options = {}) {
  const centre = new Centre();
  before(async () => centre.open(options));
  after(async () => centre.close());
  return centre;
}

/** A running program with a browser. */
export class Centre {
  /** Where the app is, without a slash at the end. @type {string} */
  url;
  /** Where course content is. @type {string} */
  contentUrl;
  #program;
  #browser;
  #folder;
  #contexts = [];
  #tokens = new Map();

  async open({ seed = true, env = {}, partitioned = true }) {
    this.#folder = mkdtempSync(join(tmpdir(), 'vidik-e2e-'));
    try {
      // Between finding a free port and using it another program may take it.
      for (let attempt = 1; !this.#program; attempt += 1) {
        const settings = await this.#settings(env);
        if (attempt === 1) {
          if (seed) this.#demonstration(settings);
          else this.#verb(['migrate'], settings);
        }
        this.#program = await serve(settings, this.url).catch((error) => {
          if (attempt < 3 && /in use/i.test(error.message)) return undefined;
          throw error;
        });
      }
      this.#browser = await openBrowser({ partitioned });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close() {
    await this.#browser?.close();
    await this.#program?.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** What the program has written to its log. @returns {string} */
  get log() {
    return this.#program?.log() ?? '';
  }

  /**
   * A page of a new browser context: no cookies, no storage, English unless `locale` says otherwise.
   * Errors of the page's scripts are collected in `page.scriptErrors`.
   */
  async page(options = {}) {
    const context = await this.#browser.newContext({ locale: 'en-GB', ...options });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.scriptErrors = [];
    page.on('pageerror', (error) => page.scriptErrors.push(error));
    return page;
  }

  /**
   * A page of somebody who is signed in already, by the cookie of the refresh token.
   *
   * @param {string} who the part before @demo.test
   */
  async pageOf(who, options = {}) {
    const page = await this.page(options);
    const data = { email: `${who}@demo.test`, password: PASSWORD };
    const answer = await page.request.post(`${this.url}/api/v1/auth/token`, { data });
    if (!answer.ok()) throw new Error(`signing in as ${who}: ${answer.status()}`);
    return page;
  }

  /** Closes every page opened so far. */
  async closePages() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  /**
   * A call to the API.
   *
   * @param {string} method
   * @param {string} path below /api/v1, with its slash
   * @param {{token?: string, body?: unknown, headers?: Record<string, string>}} [request] a FormData body
   *   is sent as it is, any other as JSON
   * @returns {Promise<{status: number, headers: Headers, body: any}>}
   */
  async api(method, path, { token, body, headers = {} } = {}) {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || isForm ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
  }

  /** The same, failing on any other status than 2xx. @returns {Promise<any>} the answer's body */
  async ask(method, path, request) {
    const answer = await this.api(method, path, request);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** An access token, kept for some minutes. @param {string} who the part before @demo.test: learner, author, … */
  async token(who) {
    const kept = this.#tokens.get(who);
    if (kept && kept.until > Date.now()) return kept.token;
    const body = { email: `${who}@demo.test`, password: PASSWORD };
    const { access_token: token, expires_in: seconds } = await this.ask('POST', '/auth/token', { body });
    this.#tokens.set(who, { token, until: Date.now() + seconds * 500 });
    return token;
  }

  /**
   * Uploads an archive as the author, makes a course of it, publishes it.
   *
   * @param {string} slug of the new course
   * @param {string | Buffer} source an archive, or the name of a folder in course-packages/fixtures
   * @returns {Promise<any>} the imported package
   */
  async publish(slug, source, course = {}) {
    const imported = await this.upload(slug, typeof source === 'string' ? zipFolder(fixture(source)) : source);
    const token = await this.token('author');
    await this.ask('POST', '/courses', { token, body: { package_id: imported.id, slug, ...course } });
    await this.ask('POST', `/courses/${slug}/publish`, { token });
    return imported;
  }

  /**
   * A course's folder as a package for other systems.
   *
   * @param {string} folder
   * @param {'scorm12' | 'scorm2004' | 'cmi5'} form
   * @param {string} language
   * @returns {Buffer} the archive
   */
  pack(folder, form, language) {
    const file = join(this.#folder, `${form}-${language}.zip`);
    this.#verb(['pack', folder, '--as', form, '--lang', language, '--output', file], withoutSettings(process.env));
    return readFileSync(file);
  }

  /** Uploads an archive as the author. @returns {Promise<any>} the imported package */
  async upload(name, archive) {
    const form = new FormData();
    form.set('file', new Blob([archive], { type: 'application/zip' }), `${name}.zip`);
    return this.ask('POST', '/packages', { token: await this.token('author'), body: form });
  }

  /**
   * Enrols somebody who is not yet, and begins or resumes an attempt.
   *
   * @returns {Promise<{id: string, launch_url: string}>}
   */
  async attempt(slug, who = 'learner', body = {}) {
    const token = await this.token(who);
    const enrolment = await this.api('POST', `/courses/${slug}/enrolments`, { token, body: {} });
    if (enrolment.status >= 400 && enrolment.status !== 409) {
      throw new Error(`enrolment in ${slug}: ${enrolment.status} ${JSON.stringify(enrolment.body)}`);
    }
    return this.ask('POST', `/courses/${slug}/attempts`, { token, body });
  }

  async #settings(env) {
    const [app, content] = await freePorts(2);
    this.url = `http://localhost:${app}`;
    this.contentUrl = `http://127.0.0.1:${content}`;
    return {
      ...withoutSettings(process.env),
      VIDIK_LISTEN: `127.0.0.1:${app}`,
      VIDIK_PUBLIC_URL: this.url,
      VIDIK_CONTENT_LISTEN: `127.0.0.1:${content}`,
      VIDIK_CONTENT_URL: this.contentUrl,
      VIDIK_DATABASE_URL: database(this.#folder),
      VIDIK_BLOB_URL: blobs(this.#folder),
      ...env,
    };
  }

  /**
   * Fills the data folder with the demonstration Centre. Making it takes many seconds, so each program makes it once a
   * day, in the folder for temporary files, and every test file has a copy.
   */
  #demonstration(settings) {
    const { size, mtimeMs } = statSync(program());
    const mark = createHash('sha256').update(resolve(program())).digest('hex').slice(0, 12);
    const kept = join(tmpdir(), 'vidik-e2e-seeded', `${mark}-${size}-${Math.round(mtimeMs)}-${new Date().toISOString().slice(0, 10)}`);
    if (!existsSync(kept)) {
      const making = `${kept}.${process.pid}`;
      mkdirSync(making, { recursive: true });
      const there = { ...settings, VIDIK_DATABASE_URL: database(making), VIDIK_BLOB_URL: blobs(making) };
      this.#verb(['migrate'], there);
      this.#verb(['seed'], there);
      for (const name of readdirSync(dirname(kept))) {
        const isEarlier = name.startsWith(mark) && !name.startsWith(basename(kept));
        if (isEarlier) rmSync(join(dirname(kept), name), { recursive: true, force: true });
      }
      try {
        renameSync(making, kept);
      } catch (error) {
        // Another test file was faster.
        rmSync(making, { recursive: true, force: true });
        if (!existsSync(kept)) throw error;
      }
    }
    cpSync(kept, this.#folder, { recursive: true });
  }

  /** Runs a verb of the program to its end. */
  #verb(verb, env) {
    const { status, stderr, error } = spawnSync(program(), verb, { cwd: root, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`vidik ${verb.join(' ')}: ${error?.message ?? stderr}`);
  }
}

/** Where a data folder has its database and its files. @param {string} folder */
const database = (folder) => `sqlite://${join(folder, 'vidik.db')}`;
const blobs = (folder) => `file://${join(folder, 'blobs')}`;

/** A folder of course-packages/fixtures. @param {string} name */
export function fixture(name) {
  const folder = join(root, 'course-packages/fixtures', name);
  if (!existsSync(folder)) throw new Error(`there is no fixture ${name}`);
  return folder;
}

/**
 * The system's Chromium.
 *
 * Playwright's own arguments switch the partitioning of third-party storage off, which learners' browsers
 * have on; the last `--disable-features` counts, so this one leaves it out. With `partitioned: false`
 * Playwright's arguments stay: Debian's Chromium then denies a framed content host its storage altogether.
 */
export async function openBrowser({ partitioned = true } = {}) {
  const disabled = [
    'AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose',
    'HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying',
    'OptimizationHints', 'PaintHolding',
  ];
  return chromium.launch({
    executablePath: process.env.VIDIK_CHROMIUM || '/usr/bin/chromium',
    // Chromium's sandbox refuses root, and containers often lack what it needs.
    args: ['--no-sandbox', ...(partitioned ? [`--disable-features=${disabled.join(',')}`] : [])],
  });
}

function program() {
  return process.env.VIDIK_BIN || join(root, 'target/debug/vidik');
}

/** The environment without the settings of another Vidik; the tests bring their own. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('VIDIK_')));
}

/** Starts the server and waits until it is ready. */
async function serve(env, url) {
  const child = spawn(program(), ['serve'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (text) => {
    log = (log + text).slice(-1_000_000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      keep(error.message);
      resolve();
    });
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_LIMIT, undefined, { ref: false })]);
    kill();
    process.removeListener('exit', kill);
  };
  const deadline = Date.now() + START_LIMIT;
  while (!(await isReady(url))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    if (hasEnded || Date.now() > deadline) {
      await stop();
      throw new Error(`vidik serve ${hasEnded ? 'ended' : 'is not ready'}: ${log}`);
    }
    await sleep(50);
  }
  return { stop, log: () => log };
}

async function isReady(url) {
  try {
    const response = await fetch(`${url}/health/ready`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
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
