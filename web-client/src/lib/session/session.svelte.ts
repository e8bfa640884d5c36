import { Problem, problemOf } from '$lib/api/problem';
import type { Me } from '$lib/api/types';

interface AccessToken {
  access_token: string;
  expires_in: number;
}

async function call(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/v1/${path}`, { credentials: 'same-origin', ...options });
  } catch {
    throw new Problem({ code: 'network' });
  }
}

/** The header keeps other sites' forms from using the refresh cookie. */
const fromHere = { 'X-Vidik-Refresh': '1' };

/**
 * Runs one renewal at a time across all tabs: two that sent the same refresh token would look like a stolen one, and
 * the server would end the sign-in. Where the browser has no locks, or denies them, a single tab still works.
 */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request('vidik-refresh', work) : work();
}

/**
 * Who is signed in. The access token lives in this page's memory alone; the refresh token is an HttpOnly cookie that
 * scripts never see.
 */
class Session {
  /** `undefined` until the first look, `null` for nobody. */
  person = $state.raw<Me | null | undefined>(undefined);

  #token: string | null = null;
  #renewal: Promise<boolean> | null = null;
  #restoration: Promise<void> | null = null;

  token = (): string | null => this.#token;

  /** Takes up the sign-in of an earlier visit, once a page load. */
  restore(): Promise<void> {
    this.#restoration ??= this.#restore().catch((error: unknown) => {
      this.#restoration = null;
      throw error;
    });
    return this.#restoration;
  }

  async #restore(): Promise<void> {
    if (this.person !== undefined) return;
    if (await this.renew()) await this.loadPerson();
    else this.person = null;
  }

  /** A new access token by the refresh cookie; several callers share one request. `false` when signed out. */
  renew(): Promise<boolean> {
    this.#renewal ??= alone(() => this.#renew()).finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #renew(): Promise<boolean> {
    const answer = await call('auth/refresh', { method: 'POST', headers: fromHere });
    if (answer.status === 200) {
      this.#token = ((await answer.json()) as AccessToken).access_token;
      return true;
    }
    // A server in trouble is no reason to sign anybody out.
    if (answer.status >= 500) throw problemOf(null, answer.status);
    this.#token = null;
    this.person = null;
    return false;
  }

  async signIn(email: string, password: string): Promise<void> {
    const answer = await call('auth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password })
    });
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw problemOf(body, answer.status);
    this.#token = (body as AccessToken).access_token;
    await this.loadPerson();
  }

  async loadPerson(): Promise<void> {
    const answer = await call('me', { headers: { Authorization: `Bearer ${this.#token}` } });
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw problemOf(body, answer.status);
    this.person = body as Me;
  }

  async signOut(): Promise<void> {
    await call('auth/sign-out', {
      method: 'POST',
      headers: { ...fromHere, ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}) }
    });
    this.#token = null;
    this.person = null;
  }

  has(...roles: string[]): boolean {
    return this.person?.roles.some((role) => roles.includes(role)) ?? false;
  }
}

export const session = new Session();
