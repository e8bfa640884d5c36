import type { Standard } from './wire';

type Call = (...values: string[]) => unknown;

/** What the guard needs to know around each call. */
export interface Gate {
  /** False once nothing can be stored any more: then no call may claim that it succeeded. */
  open(): boolean;
  /** Characters that a successful SetValue has put into the model. */
  wrote(characters: number): void;
}

const NAMES = {
  scorm2004: ['Initialize', 'Terminate', 'GetValue', 'SetValue', 'Commit', 'GetLastError', 'GetErrorString', 'GetDiagnostic'],
  scorm12: [
    'LMSInitialize', 'LMSFinish', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSGetLastError', 'LMSGetErrorString',
    'LMSGetDiagnostic'
  ]
} as const;

/** Errors of a closed gate: the general failure of each call in SCORM 2004 (RTE 3.1.7), 101 in SCORM 1.2. */
const FAILURES: Record<string, [answer: string, error: string]> = {
  Initialize: ['false', '102'],
  Terminate: ['false', '111'],
  GetValue: ['', '301'],
  SetValue: ['false', '351'],
  Commit: ['false', '391'],
  LMSInitialize: ['false', '101'],
  LMSFinish: ['false', '101'],
  LMSGetValue: ['', '101'],
  LMSSetValue: ['false', '101'],
  LMSCommit: ['false', '101']
};

/**
 * The object that content finds: the run-time's functions, which stop claiming success once the gate is closed, and
 * which never let an exception of ours reach the content.
 */
export function guardedApi(inner: object, standard: Standard, gate: Gate): Record<string, unknown> {
  const functions = inner as Record<string, Call>;
  let closedError: string | null = null;
  const call = (name: string, values: unknown[]): unknown => {
    const failure = FAILURES[name];
    if (failure && !gate.open()) {
      closedError = failure[1];
      return failure[0];
    }
    if (name.endsWith('GetLastError') && closedError !== null) return closedError;
    if (failure) closedError = null;
    try {
      const answer = functions[name]?.apply(inner, values as string[]);
      if (name.endsWith('SetValue') && answer === 'true') gate.wrote(String(values[1] ?? '').length);
      return answer;
    } catch (error) {
      console.error(error);
      if (failure) closedError = standard === 'scorm12' ? '101' : failure[1];
      return failure ? failure[0] : '';
    }
  };
  const api: Record<string, unknown> = standard === 'scorm2004' ? { version: '1.0' } : {};
  for (const name of NAMES[standard]) api[name] = (...values: unknown[]) => call(name, values);
  return api;
}

const SLOTS = { scorm2004: 'API_1484_11', scorm12: 'API' } as const;

/** Puts the API where content looks for it, or takes it away (`null`: an asset is shown). */
export function offerApi(api: Record<string, unknown> | null, standard: Standard): void {
  const slots = window as unknown as Record<string, unknown>;
  if (api) slots[SLOTS[standard]] = api;
  else for (const slot of Object.values(SLOTS)) delete slots[slot];
}
