import { isMessageKey, t } from '$lib/i18n/messages.svelte';
import type { ProblemDetails, ProblemError } from './types';

/** What the server refused, or that it could not be reached (`code` "network"). */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: ProblemError[];
  readonly requestId: string | undefined;

  constructor(details: Partial<ProblemDetails>) {
    super(details.title ?? details.code ?? 'unknown');
    this.code = details.code ?? 'unknown';
    this.status = details.status ?? 0;
    this.detail = details.detail;
    this.errors = details.errors ?? [];
    this.requestId = details.request_id;
  }
}

/** A problem from an answer's body, whatever that body is. */
export function problemOf(body: unknown, status: number): Problem {
  const details = typeof body === 'object' && body !== null ? (body as Partial<ProblemDetails>) : {};
  return new Problem({ ...details, status: details.status ?? status });
}

/** Whether it is a refusal with this code. */
export const problemIs = (error: unknown, code: string): boolean => error instanceof Problem && error.code === code;

/** What to tell the reader: our words for the code, else the server's own, else that it did not work. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) return t('error.unknown');
  if (error.code === 'network') return t('error.network');
  const key = `problem.${error.code}`;
  if (isMessageKey(key)) return t(key);
  if (error.detail) return error.detail;
  return error.message === 'unknown' ? t('error.unknown') : error.message;
}

/** The message for the field that `pointer` names, such as `/slug`. */
export function fieldError(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const found = error.errors.find((entry) => entry.pointer.replace(/^#?\/?/, '/') === pointer);
  if (!found) return undefined;
  const key = `problem.${found.code}`;
  return isMessageKey(key) ? t(key) : found.message;
}
