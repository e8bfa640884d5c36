import type { AttemptState } from '$lib/api/types';
import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What the API takes as an attempt's state. */
export const attemptStates: AttemptState[] = ['open', 'completed', 'closed'];

export const isAttemptState = (word: string): word is AttemptState => attemptStates.some((state) => state === word);

/** What can be done by hand, by the words of the audit log. */
export const auditActions = [
  'attempt.reset',
  'activity.reset',
  'activity.raise',
  'attempt.recalculate',
  'attempt.trace',
  'attempt.waive',
  'activity.waive',
  'attempt.launch',
  'record.read',
  'record.listed',
  'record.exported',
  'person.erased'
] as const;

const words: Record<string, string> = {
  'attempt.reset': 'correct.reset_attempt',
  'activity.reset': 'correct.reset_activity',
  'activity.raise': 'correct.raise',
  'attempt.recalculate': 'correct.recalculate',
  'attempt.trace': 'trace.title',
  'attempt.waive': 'correct.waive',
  'activity.waive': 'correct.waive_unit',
  'attempt.launch': 'correct.launch',
  'record.read': 'audit.read',
  'record.listed': 'audit.listed',
  'record.exported': 'audit.exported',
  'person.erased': 'audit.erased'
};

/** A change in words; one that this client has no words for is told by its name. */
export function actionWords(action: string): string {
  const key = words[action] ?? '';
  return isMessageKey(key) ? t(key) : action;
}

interface Told {
  completion?: string;
  success?: string;
  scaled?: number | null;
}

/** Whether an entry says that an attempt is traced from now on; `null` where it says nothing of it. */
export function traceOf(entry: { after: unknown }): boolean | null {
  const on = (entry.after as { traced?: unknown } | null)?.traced;
  return typeof on === 'boolean' ? on : null;
}

/** What of a result is told in the log: the activity's where it was one, else the course's. */
export function changeOf(entry: { before: unknown; after: unknown }): { before: Told; after: Told } | null {
  const part = (side: unknown): Told | null => {
    const told = side as { activity?: Told; course?: Told } | null;
    return told?.activity ?? told?.course ?? null;
  };
  const [before, after] = [part(entry.before), part(entry.after)];
  return before && after ? { before, after } : null;
}

const lists: Record<string, string> = {
  registrations: 'audit.list_progress',
  progress: 'audit.list_progress',
  quiz_results: 'nav.results',
  enrolments: 'audit.list_enrolments',
  attempts: 'attempts.title',
  learners: 'audit.list_learners',
  changes: 'audit.list_changes',
  members: 'members.title',
  people: 'people.title',
  statements: 'record.title',
  gain: 'gain.title'
};

interface ReadList {
  name: string;
  /** How many people it showed; `null` where it was not counted. */
  people: number | null;
  /** What it was asked for by, as in its address. */
  filter: string;
  /** The program that read it. */
  program: string | null;
}

/** Which list was read or taken out; `null` where it was something else. */
export function listOf(entry: { action: string; kind: string; after: unknown }): ReadList | null {
  if (entry.action !== 'record.listed' && entry.action !== 'record.exported') return null;
  const told = entry.after as { people?: unknown; filter?: Record<string, unknown>; program?: unknown } | null;
  const key = lists[entry.kind] ?? '';
  return {
    name: isMessageKey(key) ? t(key) : entry.kind,
    people: typeof told?.people === 'number' ? told.people : null,
    filter: Object.entries(told?.filter ?? {})
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(', '),
    program: typeof told?.program === 'string' ? told.program : null
  };
}
