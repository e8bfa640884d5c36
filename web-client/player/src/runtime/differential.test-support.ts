import * as older from 'scorm-again/scorm12';
import * as newer from 'scorm-again/scorm2004';
import { RunTime } from './index';
import source from '../generated/elements.json';
import type { Standard } from './table';

/** A call that both answered, and how. */
export interface Difference {
  standard: Standard;
  call: string;
  /** The element with `n` for its indices. */
  name: string;
  value: string;
  ours: Answer;
  theirs: Answer;
}

export type Answer = [answer: string, error: string];

type Api = Record<string, (...values: string[]) => unknown>;

const OLDER: Record<string, string> = { Terminate: 'LMSFinish' };

/** Values of every type, near misses among them. */
const VALUES = [
  '', '0', '1', '-1', '0.5', '-0.5', '1.5', '50', '100', '101', '-101', 'abc', 'true', 'false', 'unknown',
  'passed', 'failed', 'completed', 'incomplete', 'not attempted', 'browsed', 'suspend', 'logout', 'time-out',
  'normal', 'PT1H', 'PT0.5S', 'P1D', 'P', 'PT', '00:00:01', '0001:30:00.5', '10:15:00', '25:00:00', '2026',
  '2026-11-22T10:15:00', '2026-11-22T10:15:00.5Z', '2026-13-01', 'choice', 'true-false', 'fill-in',
  'long-fill-in', 'likert', 'matching', 'performance', 'sequencing', 'numeric', 'other', 'correct',
  'incorrect', 'wrong', 'unanticipated', 'neutral', 'urn:x:1', 'objective-1', 'a b', 'a[,]b', 'a[.]b', '1[:]2',
  '{lang=en}text', '{lang=xx-nonsense-longer-than}text', '{case_matters=true}text', 'continue', 'previous',
  'exit', '_none_', '{target=a}choice', 'en', 'sr-Cyrl', 'x'.repeat(300), 'x'.repeat(5000)
];

/** What the launch brings: there is none here, and each has its own idea of what stands in for it. */
const LAUNCH = new RegExp(
  '(learner_id|learner_name|student_id|student_name|launch_data|credit|mode|entry|total_time|max_time_allowed|' +
    'time_limit_action|completion_threshold|scaled_passing_score|mastery_score|comments_from_lms.*|request_valid.*)$'
);

/** Lists without order, numbers by value; GetLastError after a success is 0 by RTE 3.1.7.4, whatever is said. */
function same(a: Answer, b: Answer): boolean {
  const plain = (text: string): string => text.split(',').sort().join(',');
  const fine = a[1] === '0' && a[0] === 'true' && b[0] === 'true';
  return fine || (a[1] === b[1] && plain(a[0]) === plain(b[0]));
}

/** The same numbers everywhere and always. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function names(standard: Standard): string[] {
  const groups = source[standard].groups as unknown as [string, string, Record<string, number>][];
  return groups.flatMap(([group, , leaves]) => Object.keys(leaves).map((leaf) => `${group}.${leaf}`));
}

/** The modules have named exports, whatever their types say. */
const { Scorm12API, Scorm2004API } = { ...older, ...newer } as unknown as Record<string, new (settings: object) => Api>;

function oracle(standard: Standard): Api {
  const Oracle = standard === 'scorm12' ? Scorm12API : Scorm2004API;
  if (!Oracle) throw new Error('scorm-again has other names now');
  return new Oracle({ autocommit: false, lmsCommitUrl: false, logLevel: 5 });
}

function ask(api: Api, standard: Standard, call: string, values: string[]): Answer {
  const key = (name: string): string => (standard === 'scorm12' ? (OLDER[name] ?? `LMS${name}`) : name);
  const answer = String(api[key(call)]?.(...values));
  return [answer, String(api[key('GetLastError')]?.())];
}

/** Plays random sequences through both; a sequence ends where they part, since they know different things from there. */
export function runSequences(standard: Standard, count: number, tell: (difference: Difference) => void): number {
  const elements = names(standard);
  const draw = randomNumbers(standard.length);
  let agreed = 0;
  for (let sequence = 0; sequence < count; sequence++) {
    const ours = new RunTime({ standard, data: {} }).api as Api;
    const theirs = oracle(standard);
    ask(ours, standard, 'Initialize', ['']);
    ask(theirs, standard, 'Initialize', ['']);
    for (let step = 0; step < 30; step++) {
      const element = elements[draw(elements.length)] ?? '';
      const call = draw(3) === 0 ? 'GetValue' : 'SetValue';
      if (call === 'GetValue' && LAUNCH.test(element)) continue;
      const name = element.replace(/\bn\b/g, () => (draw(8) === 0 ? '1' : '0')).replace('{target=}', '{target=a}');
      const value = VALUES[draw(VALUES.length)] ?? '';
      const values = call === 'GetValue' ? [name] : [name, value];
      const a = ask(ours, standard, call, values);
      const b = ask(theirs, standard, call, values);
      if (same(a, b)) agreed++;
      else {
        tell({ standard, call, name: element, value: call === 'SetValue' ? value : '', ours: a, theirs: b });
        if (call === 'SetValue' && (a[0] === 'true') !== (b[0] === 'true')) break;
      }
    }
  }
  return agreed;
}
