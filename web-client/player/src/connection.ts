import type { CommitAnswer, CommitBody, Exchange } from './wire';

/** No answer came: the line is down, the server is, or it took too long. */
export class LineLost extends Error {}

/** The server answered and said no; `code` is the stable code of its problem document. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string
  ) {
    super(`${status} ${code}`);
  }
}

export type Method = 'GET' | 'POST' | 'PUT';
type Fetch = (path: string, init: RequestInit) => Promise<Response>;

const LONGEST_WAIT = 20_000;

/** Talks to the content origin. The token lives here, in memory only. */
export class Connection {
  #token = '';
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly fetch: Fetch = (path, init) => window.fetch(path, init)) {}

  async exchange(code: string): Promise<Exchange> {
    const answer = await this.#ask<Exchange>('POST', '/play/exchange', { code });
    this.#keep(answer.token, answer.expires_in);
    return answer;
  }

  commit(body: CommitBody): Promise<CommitAnswer> {
    return this.ask('POST', '/play/commit', body);
  }

  /** Any request of this launch; a token that has run out is renewed once on the way. */
  async ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    try {
      return await this.#ask<Answer>(method, path, body);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      await this.#renew();
      return this.#ask<Answer>(method, path, body);
    }
  }

  /** Ships a body while the page goes away; nobody is left to read the answer. */
  ship(body: string): void {
    try {
      void this.fetch('/play/commit', { ...this.#request('POST', body), keepalive: true }).catch(() => undefined);
    } catch {
      // The journal still holds what could not leave.
    }
  }

  close(): void {
    clearTimeout(this.#renewal);
  }

  #keep(token: string, seconds: number): void {
    this.#token = token;
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => void this.#renew().catch(() => this.#keep(token, 60)), seconds * 800);
  }

  async #renew(): Promise<void> {
    const answer = await this.#ask<{ token: string; expires_in: number }>('POST', '/play/token', {});
    this.#keep(answer.token, answer.expires_in);
  }

  #request(method: Method, body: string | undefined): RequestInit {
    const headers: Record<string, string> = {};
    if (this.#token) headers['Authorization'] = `Bearer ${this.#token}`;
    const request: RequestInit = { method, headers, credentials: 'omit', cache: 'no-store' };
    if (body === undefined) return request;
    headers['Content-Type'] = 'application/json';
    return { ...request, body };
  }

  async #ask<Answer>(method: Method, path: string, body: unknown): Promise<Answer> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(LONGEST_WAIT);
      const told = body === undefined ? undefined : JSON.stringify(body);
      response = await this.fetch(path, { ...this.#request(method, told), signal });
    } catch (error) {
      throw new LineLost(String(error));
    }
    if (response.ok) {
      return response.json().then(
        (answer: Answer) => answer,
        () => Promise.reject(new LineLost('the answer broke off'))
      );
    }
    if (response.status >= 500 || response.status === 429 || response.status === 408) {
      throw new LineLost(`status ${response.status}`);
    }
    const problem = (await response.json().catch(() => ({}))) as { code?: string };
    throw new Refusal(response.status, problem.code ?? 'unknown');
  }
}
