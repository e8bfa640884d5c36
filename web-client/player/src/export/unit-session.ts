/** What an address of a launch says (cmi5 8.1). */
export interface Launch {
  endpoint: string;
  fetch: string;
  actor: string;
  registration: string;
  activityId: string;
}

/** `LMS.LaunchData` (cmi5 10.2). */
interface LaunchData {
  contextTemplate: { contextActivities?: Record<string, unknown>; extensions?: Record<string, unknown> };
  launchMode: 'Normal' | 'Browse' | 'Review';
  masteryScore?: number;
  returnURL?: string;
}

/** What the page said last, and what of it the record has been told in this registration. */
interface Kept {
  place: string;
  completion: string;
  success: string;
  told: { completed: boolean; passed: boolean };
}

type Statement = Record<string, unknown>;
type Score = { scaled: number; raw: number; min: number; max: number };

const VERBS = {
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  progressed: 'http://adlnet.gov/expapi/verbs/progressed',
  terminated: 'http://adlnet.gov/expapi/verbs/terminated'
};
const CATEGORIES = 'https://w3id.org/xapi/cmi5/context/categories/';
const MASTERY = 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore';
const PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
/** Where the page's own words are kept. */
const STATE = 'vidik';
/** Progress is told in steps of this size. */
const STEP = 0.1;

/** The launch that this address is; none where the page was opened by itself. */
export function launchOf(search: string): Launch | null {
  const said = new URLSearchParams(search);
  const [endpoint, fetch, actor, registration, activityId] = ['endpoint', 'fetch', 'actor', 'registration', 'activityId'].map((name) => said.get(name));
  return endpoint && fetch && actor && registration && activityId ? { endpoint: endpoint.replace(/\/+$/, ''), fetch, actor, registration, activityId } : null;
}

/** A session of cmi5 behind the words of a SCORM run-time, by which our lessons and quizzes speak. */
export class UnitSession {
  readonly #began = Date.now();
  readonly #values = new Map<string, string>();
  #outbox: Statement[] = [];
  #queue: Promise<void> = Promise.resolve();
  #told = { completed: false, passed: false };
  #saved = '';
  #progress = 0;
  #over: Promise<void> | null = null;

  private constructor(private readonly launch: Launch, private readonly token: string, private readonly data: LaunchData) {}

  /** Fetches the token, reads what has to be read, says that the unit is ready (cmi5 8.2, 9.3.2, 10, 11). */
  static async begin(launch: Launch): Promise<UnitSession> {
    const answer = (await (await fetch(launch.fetch, { method: 'POST' })).json()) as { 'auth-token'?: string; 'error-text'?: string };
    const token = answer['auth-token'];
    if (!token) throw new Error(answer['error-text'] ?? 'no token');
    const data = (await ask(launch, token, 'GET', stateOf(launch, 'LMS.LaunchData')).then(read)) as LaunchData;
    await ask(launch, token, 'GET', `agents/profile?${new URLSearchParams({ profileId: 'cmi5LearnerPreferences', agent: launch.actor })}`);
    const session = new UnitSession(launch, token, data);
    const kept = (await ask(launch, token, 'GET', stateOf(launch, STATE)).then((found) => (found.ok ? found.json() : null))) as Partial<Kept> | null;
    session.#recall(kept ?? {});
    await read(await ask(launch, token, 'POST', 'statements', [session.#statement('initialized')]));
    return session;
  }

  /** Where the page leads when it is over. */
  get returnUrl(): string | undefined {
    return this.data.returnURL;
  }

  /** What our pages look for in the windows above them (SCORM 2004, RTE 3.3). */
  get api(): Record<string, (...values: string[]) => string> {
    return {
      Initialize: () => 'true',
      GetValue: (name = '') => this.#values.get(name) ?? '',
      SetValue: (name = '', value = '') => (this.#values.set(name, value), 'true'),
      Commit: () => (this.#commit(), 'true'),
      Terminate: () => (void this.end(), 'true')
    };
  }

  #recall(kept: Partial<Kept>): void {
    this.#told = { ...this.#told, ...kept.told };
    this.#values.set('cmi.mode', this.data.launchMode.toLowerCase());
    this.#values.set('cmi.suspend_data', kept.place ?? '');
    this.#values.set('cmi.completion_status', this.#told.completed ? 'completed' : (kept.completion ?? ''));
    this.#values.set('cmi.success_status', this.#told.passed ? 'passed' : (kept.success ?? ''));
    this.#saved = this.#keeping();
  }

  #keeping(): string {
    const value = (name: string): string => this.#values.get(name) ?? '';
    const kept: Kept = {
      place: value('cmi.suspend_data'), completion: value('cmi.completion_status'), success: value('cmi.success_status'), told: this.#told
    };
    return JSON.stringify(kept);
  }

  /** Tells the record what is new; what does not get through is told with the next. */
  #commit(): void {
    if (this.data.launchMode !== 'Normal' || this.#over) return;
    this.#outbox.push(...this.#news());
    this.#queue = this.#queue.then(() => this.#send()).catch(() => undefined);
  }

  #news(): Statement[] {
    const news: Statement[] = [];
    if (this.#values.get('cmi.completion_status') === 'completed' && !this.#told.completed) {
      this.#told.completed = true;
      news.push(this.#statement('completed', { completion: true, duration: this.#time() }));
    }
    if (this.#values.get('cmi.success_status') === 'passed' && !this.#told.passed) {
      this.#told.passed = true;
      news.push(this.#judged('passed'));
    }
    const progress = Number(this.#values.get('cmi.progress_measure') ?? '0');
    if (progress >= this.#progress + STEP || (progress === 1 && this.#progress < 1)) {
      this.#progress = progress;
      news.push(this.#statement('progressed', { extensions: { [PROGRESS]: Math.round(progress * 100) } }));
    }
    return news;
  }

  async #send(): Promise<void> {
    for (const statement of [...this.#outbox]) {
      const answer = await this.#ask('POST', 'statements', [statement]);
      // What is refused would be refused again; what the server had no time for would not.
      if (!answer.ok && answer.status >= 500) return;
      this.#outbox = this.#outbox.filter((one) => one !== statement);
    }
    const keeping = this.#keeping();
    if (keeping === this.#saved) return;
    const answer = await this.#ask('PUT', stateOf(this.launch, STATE), JSON.parse(keeping));
    if (answer.ok) this.#saved = keeping;
  }

  /** Says the last, at once and in one, since the page may be gone in a moment; a second time nothing. */
  end(): Promise<void> {
    this.#over ??= this.#end();
    return this.#over;
  }

  async #end(): Promise<void> {
    const last = this.#outbox;
    const waiting: Promise<unknown>[] = [];
    if (this.data.launchMode === 'Normal') {
      last.push(...this.#news());
      // A failed test may be tried again until the page is left: only then is it told, since passed cannot follow.
      if (this.#values.get('cmi.success_status') === 'failed' && !this.#told.passed) last.push(this.#judged('failed'));
      const keeping = this.#keeping();
      if (keeping !== this.#saved) waiting.push(this.#ask('PUT', stateOf(this.launch, STATE), JSON.parse(keeping), true));
    }
    last.push(this.#statement('terminated', { duration: this.#time() }));
    waiting.push(this.#ask('POST', 'statements', last, true));
    await Promise.allSettled(waiting);
  }

  #ask(method: string, path: string, body?: unknown, keepalive = false): Promise<Response> {
    return ask(this.launch, this.token, method, path, body, keepalive);
  }

  #time(): string {
    return `PT${Math.round((Date.now() - this.#began) / 10) / 100}S`;
  }

  #score(): Score | undefined {
    const value = (name: string): number | undefined => {
      const said = this.#values.get(`cmi.score.${name}`);
      return said ? Number(said) : undefined;
    };
    const [scaled, raw, min, max] = [value('scaled'), value('raw'), value('min'), value('max')];
    return scaled === undefined || raw === undefined || min === undefined || max === undefined ? undefined : { scaled, raw, min, max };
  }

  #judged(verb: 'passed' | 'failed'): Statement {
    const score = this.#score();
    return this.#statement(verb, { success: verb === 'passed', duration: this.#time(), ...(score ? { score } : {}) });
  }

  /** A statement as cmi5 has it (cmi5 9, 10.2.1). */
  #statement(verb: keyof typeof VERBS, result?: Record<string, unknown>): Statement {
    const { contextTemplate, masteryScore } = this.data;
    const counts = verb === 'completed' || verb === 'passed' || verb === 'failed';
    const defined = verb === 'progressed' ? [] : counts ? ['cmi5', 'moveon'] : ['cmi5'];
    const judged = (verb === 'passed' || verb === 'failed') && masteryScore !== undefined;
    return {
      id: newId(),
      actor: JSON.parse(this.launch.actor) as unknown,
      verb: { id: VERBS[verb], display: { en: verb } },
      object: { objectType: 'Activity', id: this.launch.activityId },
      ...(result ? { result } : {}),
      context: {
        ...contextTemplate,
        registration: this.launch.registration,
        contextActivities: { ...contextTemplate.contextActivities, ...(defined.length > 0 ? { category: defined.map((name) => ({ id: CATEGORIES + name })) } : {}) },
        extensions: { ...contextTemplate.extensions, ...(judged ? { [MASTERY]: masteryScore } : {}) }
      },
      timestamp: new Date().toISOString()
    };
  }
}

function stateOf(launch: Launch, id: string): string {
  const { activityId, actor: agent, registration } = launch;
  return `activities/state?${new URLSearchParams({ stateId: id, activityId, agent, registration })}`;
}

function ask(launch: Launch, token: string, method: string, path: string, body?: unknown, keepalive = false): Promise<Response> {
  return fetch(`${launch.endpoint}/${path}`, {
    method,
    keepalive,
    headers: {
      Authorization: `Basic ${token}`,
      'X-Experience-API-Version': '1.0.3',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' })
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
}

async function read(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** A random UUID, also where the page is not in a secure context. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
