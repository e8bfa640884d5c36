/**
 * A stand-in for app and content origin that speaks the player's protocol: a linear course of three SCOs and an asset.
 * It keeps everything that it was told, so that tests can ask.
 */
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ActivityNode, Commit, CommitAnswer, CommitBody, Delivery, Launch, Sequencing } from '../../src/wire';

import type { QuizDesk } from './quiz-desk';

const here = new URL('.', import.meta.url);
const built = new URL('../../dist/', here);
const content = new URL('content/', here);

const sco = (id: string, title: string): ActivityNode => ({ id, title, kind: 'sco', visible: true, children: [] });
const activities: ActivityNode[] = [
  {
    id: 'ROOT',
    title: 'Global and Regional Migration Governance',
    kind: 'cluster',
    visible: true,
    children: [
      sco('ONE', 'What governance means'),
      sco('TWO', 'States, regions, organisations'),
      {
        id: 'MODULE',
        title: 'The Western Balkans route',
        kind: 'cluster',
        visible: true,
        children: [{ ...sco('THREE', 'A map of institutions'), kind: 'asset' }, sco('FOUR', 'Exit test')]
      }
    ]
  }
];
const order = ['ONE', 'TWO', 'THREE', 'FOUR'];
const addresses: Record<string, string> = {
  ONE: 'sco.html?name=What+governance+means&end=unload&begin=page+1',
  TWO: 'sco.html?name=States,+regions,+organisations&end=quiet&begin=page+2',
  THREE: 'asset.html',
  FOUR: 'sco.html?name=Exit+test&request=exitAll'
};

interface LaunchRecord {
  id: string;
  generation: number;
  commits: Commit[];
  current: string | null;
  visit: number;
  ended: boolean;
}

export class Centre {
  readonly launches: LaunchRecord[] = [];
  /** Values of each activity, as all accepted commits left them. */
  readonly values: Record<string, Record<string, string>> = {};
  readonly bodies: CommitBody[] = [];
  readonly journals: NonNullable<CommitBody['journal']>[] = [];
  /** What the line does: `cut` hears nothing, `deaf` hears but does not answer. */
  line: 'up' | 'cut' | 'deaf' = 'up';
  expired = false;
  single = false;
  review = false;
  hidden: Sequencing['hide_ui'] = [];
  journalAnswer: 'accepted' | 'kept_aside' = 'accepted';
  lead: Partial<Launch> = {};
  /** When there is one, the first activity is a quiz. */
  quiz: QuizDesk | null = null;
  /** When there is one, the first activity is a unit of cmi5; `done` is what it told the record. */
  unit: { ownWindow: boolean; done: boolean; launches: number } | null = null;
  #codes = new Map<string, boolean>();
  #servers: ReturnType<typeof createServer>[] = [];
  app = '';
  content = '';

  async start(): Promise<void> {
    this.app = await this.#listen('localhost', (request, response) => this.#appPage(request, response));
    this.content = await this.#listen('127.0.0.1', (request, response) => this.#contentOrigin(request, response));
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** A fresh launch address, as the app hands it out. */
  launchUrl(language = 'en', more = ''): string {
    return `${this.content}/play/?lang=${language}${more}#code=${this.code()}`;
  }

  /** The app's page with the player in its frame. */
  framedUrl(language = 'en'): string {
    return `${this.app}/course?lang=${language}`;
  }

  code(): string {
    const code = `code-${this.#codes.size + 1}`;
    this.#codes.set(code, false);
    return code;
  }

  /** All commits that were stored, over all launches. */
  get stored(): Commit[] {
    return this.launches.flatMap((launch) => launch.commits);
  }

  async #listen(
    host: string,
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void
  ): Promise<string> {
    const server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    this.#servers.push(server);
    return `http://${host}:${(server.address() as AddressInfo).port}`;
  }

  #appPage(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Permissions-Policy', 'unload=*');
    const url = new URL(request.url ?? '/', this.app);
    if (url.pathname === '/code') return void response.end(this.code());
    if (url.pathname !== '/course') return void response.end('<!doctype html><title>Course page</title><h1>Course page</h1>');
    const source = this.launchUrl(url.searchParams.get('lang') ?? 'en', '&frame=1');
    response.end(`<!doctype html><html lang="en"><title>App</title>
      <style>body{margin:0;display:flex;flex-direction:column;height:100vh}iframe{flex:1;border:0}</style>
      <header><a href="/away">Back</a></header>
      <iframe id="player" title="Course player" src="${source}" allow="fullscreen; autoplay"></iframe>
      <script>
        addEventListener('message', async (event) => {
          if (event.data.type !== 'vidik:need-code' || event.origin !== '${this.content}') return;
          const code = await (await fetch('/code')).text();
          event.source.postMessage({ type: 'vidik:code', code }, event.origin);
        });
      </script></html>`);
  }

  async #contentOrigin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.content);
    response.setHeader('Permissions-Policy', 'unload=*');
    const asked = request.method === 'POST' || pathname.startsWith('/play/quiz/') || pathname === '/play/standing';
    if (asked) return this.#call(pathname, request, response);
    if (pathname === '/play/returned') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      return void response.end('<!doctype html><title>The lesson is over.</title>');
    }
    if (pathname.startsWith('/play/')) return this.#file(new URL(pathname.slice(6) || 'index.html', built), response);
    return this.#file(new URL(pathname.split('/').at(-1) ?? '', content), response);
  }

  async #file(file: URL, response: ServerResponse): Promise<void> {
    const kinds: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };
    try {
      const bytes = await readFile(file);
      response.setHeader('Content-Type', `${kinds[file.pathname.split('.').at(-1) ?? ''] ?? 'text/plain'}; charset=utf-8`);
      response.setHeader('Content-Security-Policy', `frame-ancestors 'self' ${this.app}`);
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }

  async #call(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    if (this.line === 'cut') return void response.destroy();
    const [status, answer] = this.#answer(pathname, text === '' ? {} : JSON.parse(text), request);
    if (this.line === 'deaf') return void response.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  }

  #answer(pathname: string, body: unknown, request: IncomingMessage): [number, unknown] {
    if (pathname === '/play/exchange') return this.#exchange((body as { code: string }).code);
    if (this.expired) return [401, { code: 'token_expired' }];
    const token = request.headers.authorization?.replace('Bearer ', '');
    const launch = this.launches.find((one) => one.id === token);
    if (!launch) return [401, { code: 'token_expired' }];
    if (pathname === '/play/token') return [200, { token, expires_in: 3600 }];
    if (launch !== this.launches.at(-1)) return [409, { code: 'launch_taken_over' }];
    if (pathname === '/play/standing') return [200, { sequencing: this.#sequencing(launch) }];
    if (pathname === '/play/units' && this.unit) {
      this.unit.launches += 1;
      const url = `${this.content}/files/package-1/unit.html?endpoint=here`;
      return [200, { url, own_window: this.unit.ownWindow }];
    }
    if (pathname.startsWith('/play/quiz/')) return this.quiz?.answer(request.method ?? '', pathname, body) ?? [404, {}];
    return [200, this.#commit(launch, body as CommitBody)];
  }

  #exchange(code: string): [number, unknown] {
    if (!this.#codes.has(code)) return [403, { code: 'forbidden' }];
    if (this.#codes.get(code)) return [409, { code: 'launch_code_used' }];
    this.#codes.set(code, true);
    this.expired = false;
    const generation = this.launches.length + 1;
    const current = this.launches.at(-1)?.current ?? 'ONE';
    const launch: LaunchRecord = { id: `launch-${generation}`, generation, commits: [], current, visit: 1, ended: false };
    this.launches.push(launch);
    const answer: Launch = {
      launch: launch.id,
      attempt: 'attempt-1',
      generation,
      course: { title: activities[0]?.title ?? '', language: 'en', reading: 'en' },
      learner: { id: 'learner-1', name: 'Полазник 017' },
      package: 'package-1',
      runtime: 'scorm2004',
      activities: this.single ? activities.map((root) => ({ ...root, children: root.children.slice(0, 1) })) : activities,
      sequencing: this.#sequencing(launch),
      delivery: this.#delivery(launch),
      ended: false,
      exit_url: `${this.app}/away`,
      next_number: 1,
      review: this.review,
      completed_at: this.review ? '2026-05-12T10:00:00Z' : null,
      ...this.lead
    };
    return [200, { token: launch.id, expires_in: 3600, launch: answer }];
  }

  #store(commits: Commit[], into: Commit[]): void {
    for (const commit of commits) {
      if (commit.number !== into.length + 1) continue;
      into.push(commit);
      this.values[commit.activity] = { ...this.values[commit.activity], ...Object.fromEntries(commit.set) };
    }
  }

  #commit(launch: LaunchRecord, body: CommitBody): CommitAnswer {
    this.bodies.push(body);
    const before = launch.visit;
    if (body.journal) {
      this.journals.push(body.journal);
      this.#store(body.journal.commits, this.launches.find((one) => one.id === body.journal?.launch)?.commits ?? []);
    }
    const seen = launch.commits.length;
    this.#store(body.commits, launch.commits);
    const request = body.navigation ?? this.#asked(launch.commits.slice(seen));
    const stale = body.commits.some((commit) => commit.visit < launch.visit);
    if (request && !stale && !launch.ended) this.#move(launch, request.request, request.target);
    const repeated = stale && body.navigation !== null;
    return {
      acknowledged: launch.commits.length,
      rejected: [],
      sequencing: this.#sequencing(launch),
      delivery: launch.visit !== before || repeated || body.journal ? this.#delivery(launch) : null,
      ended: launch.ended,
      exception: null,
      ...(body.journal ? { journal: this.journalAnswer } : {})
    };
  }

  /** What the content asked for when it ended. */
  #asked(commits: Commit[]): CommitBody['navigation'] {
    const closing = commits.find((commit) => commit.terminate);
    const asked = closing?.set.find(([element]) => element === 'adl.nav.request')?.[1];
    if (asked === 'continue') return { request: 'continue', target: null };
    return asked === 'exitAll' ? { request: 'exit_all', target: null } : null;
  }

  #move(launch: LaunchRecord, request: string, target: string | null): void {
    const index = order.indexOf(launch.current ?? '');
    const next = request === 'choice' ? target : order[index + (request === 'continue' ? 1 : -1)];
    if (['exit_all', 'suspend_all'].includes(request) || !next) {
      launch.ended = true;
      return;
    }
    launch.current = next;
    launch.visit += 1;
  }

  #sequencing(launch: LaunchRecord): Sequencing {
    const index = order.indexOf(launch.current ?? '');
    const ids = ['ROOT', 'MODULE', ...order];
    const standing = (id: string): Sequencing['activities'][string] => {
      const at = order.indexOf(id);
      const done = at >= 0 && (at < index || (id === 'ONE' && this.unit?.done === true));
      return {
        completion: done ? 'completed' : at === index || id === 'ROOT' ? 'incomplete' : 'unknown',
        success: done && at === 1 ? 'passed' : 'unknown',
        progress: null,
        score: id === 'ROOT' ? 0.85 : null,
        attempted: at <= index,
        hidden: false
      };
    };
    return {
      current: launch.ended ? null : launch.current,
      activities: Object.fromEntries((this.single ? ['ROOT', 'ONE'] : ids).map((id) => [id, standing(id)])),
      valid: {
        continue: !this.single,
        continue_valid: !this.single,
        previous: index > 0 && !this.single,
        exit: true,
        suspend: true,
        choice: { ONE: true, TWO: true, THREE: true, MODULE: false, ROOT: false, FOUR: index >= 2 },
        jump: {}
      },
      hide_ui: this.hidden
    };
  }

  #delivery(launch: LaunchRecord): Delivery | null {
    if (launch.ended || !launch.current) return null;
    const id = launch.current;
    const asset = id === 'THREE';
    const quiz = id === 'ONE' && this.quiz !== null;
    const unit = id === 'ONE' && this.unit !== null;
    return {
      activity: id,
      visit: launch.visit,
      title: activities[0]?.children.flatMap((node) => [node, ...node.children]).find((node) => node.id === id)?.title ?? id,
      kind: unit ? 'unit' : quiz ? 'quiz' : asset ? 'asset' : 'sco',
      url: `/files/package-1/${addresses[id]}`,
      data: asset || quiz || unit ? null : { 'cmi.entry': 'ab-initio', 'cmi.mode': 'normal', 'cmi.credit': 'credit', ...this.values[id] },
      request_valid: { continue: 'true', previous: 'true', choice: {}, jump: {} }
    };
  }
}
