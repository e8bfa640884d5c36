import type { RunTime } from './run-time';
import type { Standard } from './table';

/** A call as rows and recordings write it. */
export interface Call {
  call: string;
  element?: string;
  value?: string;
  /** The value is this many times the given one. */
  repeat?: number;
  expect?: string;
  /** How many characters the answer has, instead of `expect`. */
  expect_length?: number;
  shorter_than?: number;
  error?: string;
}

/** Node's own modules, without its types. */
interface Node {
  env: Record<string, string | undefined>;
  getBuiltinModule(name: 'node:fs'): {
    readFileSync(path: string | URL, encoding: 'utf8'): string;
    readdirSync(path: string | URL): string[];
    existsSync(path: string): boolean;
  };
}

export const node = (globalThis as unknown as { process: Node }).process;
export const files = node.getBuiltinModule('node:fs');
export const specifications = new URL('../../../../tests/spec/', import.meta.url);

export function readJson(path: string | URL): unknown {
  return JSON.parse(files.readFileSync(path, 'utf8'));
}

const OLDER: Record<string, string> = { Terminate: 'LMSFinish' };

function ask(runTime: RunTime, standard: Standard, name: string, ...values: string[]): string {
  const key = standard === 'scorm12' ? (OLDER[name] ?? `LMS${name}`) : name;
  return (runTime.api[key] as (...values: string[]) => string)(...values);
}

/** `{id=X}`: the index whose `.id` is X. */
function resolved(runTime: RunTime, element: string): string {
  const parts = /^(.*)\{id=([^}]*)\}(.*)$/.exec(element);
  if (!parts) return element;
  const [, head = '', id, tail = ''] = parts;
  for (let index = 0; index < Number(runTime.peek(`${head}_count`)); index++) {
    if (runTime.peek(`${head}${index}.id`) === id) return `${head}${index}${tail}`;
  }
  throw new Error(`no ${head}n.id is ${id}`);
}

/** Makes the call; its answer and what GetLastError says then. */
export function make(runTime: RunTime, standard: Standard, call: Call): [answer: string, error: string] {
  const element = resolved(runTime, call.element ?? '');
  const value = (call.value ?? '').repeat(call.repeat ?? 1);
  const answer =
    call.call === 'SetValue' ? ask(runTime, standard, call.call, element, value)
    : call.call === 'GetLastError' ? ask(runTime, standard, call.call)
    : ask(runTime, standard, call.call, element);
  return [answer, ask(runTime, standard, 'GetLastError')];
}
