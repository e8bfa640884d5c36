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

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

const LONGEST_WAIT = 20_000;

/** Talks to the content origin. The token lives here, in memory only. */
export class Connection {
  #token = '';
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly fetch: Fetch = (path, init) => window.fetch(path, init)) {}

  async exchange(code: string): Promise<Exchange> {
    const answer = await this.#post<Exchange>('/play/exchange', { code });
    this.#keep(answer.token, answer.expires_in);
    return answer;
  }

  /** Sends commits; a token that has run out is renewed once on the way. */
  async commit(body: CommitBody): Promise<CommitAnswer> {
    try {
      return await this.#post<CommitAnswer>('/play/commit', body);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      await this.#renew();
      return this.#post<CommitAnswer>('/play/commit', body);
    }
  }

  /** Ships a body while the page goes away; nobody is left to read the answer. */
  ship(body: string): void {
    try {
      void this.fetch('/play/commit', { ...this.#request(body), keepalive: true }).catch(() => undefined);
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
    const answer = await this.#post<{ token: string; expires_in: number }>('/play/token', {});
    this.#keep(answer.token, answer.expires_in);
  }

  #request(body: string): RequestInit {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (this.#token) headers['Authorization'] = `Bearer ${this.#token}`;
    return { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store' };
  }

  async #post<Answer>(path: string, body: unknown): Promise<Answer> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(LONGEST_WAIT);
      response = await this.fetch(path, { ...this.#request(JSON.stringify(body)), signal });
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
