/** A run-time as a lesson needs it, whichever of the two it found. */
export interface RunTime {
  /** A value, empty where there is none. */
  get(name: Name): string;
  set(name: Name, value: string): void;
  /** The score as a share, 0–1. */
  score(share: number): void;
  commit(): void;
  finish(): void;
}

type Name = 'completion' | 'success' | 'exit' | 'mode' | 'place' | 'progress' | 'time';
type Api = Record<string, (...values: string[]) => string>;

const SCORM_2004: Record<Name, string> = {
  completion: 'cmi.completion_status',
  success: 'cmi.success_status',
  exit: 'cmi.exit',
  mode: 'cmi.mode',
  place: 'cmi.suspend_data',
  progress: 'cmi.progress_measure',
  time: 'cmi.session_time'
};
/** SCORM 1.2 knows no measure of progress, and one status for completion and success. */
const SCORM_12: Record<Name, string> = {
  completion: 'cmi.core.lesson_status',
  success: 'cmi.core.lesson_status',
  exit: 'cmi.core.exit',
  mode: 'cmi.core.lesson_mode',
  place: 'cmi.suspend_data',
  progress: '',
  time: 'cmi.core.session_time'
};

/** Looks for an API in the windows above, then in the opener and those above it (RTE 3.3.1, at most 500 windows up). */
function find(name: string): Api | null {
  const look = (from: Window | null): Api | null => {
    for (let [at, steps] = [from, 0]; at && steps < 500; steps += 1) {
      try {
        const api = (at as unknown as Record<string, Api | undefined>)[name];
        if (api) return api;
      } catch {
        return null;
      }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  };
  // A page of a cmi5 package brings its own.
  const own = (window as unknown as Record<string, Api | undefined>)[name];
  if (own) return own;
  const above = window.parent === window ? null : window.parent;
  return look(above) ?? look((window.opener as Window | null) ?? null);
}

/** Opens the session; none where the page stands alone, as in a preview. */
export function connect(): RunTime | null {
  const newer = find('API_1484_11');
  if (newer) return newer['Initialize']?.('') === 'true' ? wrap(newer, '', SCORM_2004) : null;
  const older = find('API');
  return older && older['LMSInitialize']?.('') === 'true' ? wrap(older, 'LMS', SCORM_12) : null;
}

function wrap(api: Api, prefix: string, names: Record<Name, string>): RunTime {
  const call = (name: string, ...values: string[]): string => api[prefix + name]?.(...values) ?? '';
  const set = (element: string, value: string): void => void (element && call('SetValue', element, value));
  const old = prefix !== '';
  return {
    get: (name) => (names[name] ? call('GetValue', names[name]) : ''),
    set: (name, value) => {
      // What is passed is not made "completed" again where one word says both.
      if (old && name === 'completion' && ['passed', 'failed'].includes(call('GetValue', names.success))) return;
      set(names[name], name === 'time' ? duration(value, old) : value);
    },
    score: (share) => {
      const scores = old ? 'cmi.core.score' : 'cmi.score';
      if (!old) set(`${scores}.scaled`, String(Math.round(share * 10_000) / 10_000));
      set(`${scores}.min`, '0');
      set(`${scores}.max`, '100');
      set(`${scores}.raw`, String(Math.round(share * 10_000) / 100));
    },
    commit: () => void call('Commit', ''),
    finish: () => void call(old ? 'Finish' : 'Terminate', '')
  };
}

/** Seconds as each standard writes them: `PT95S`, `0000:01:35`. */
function duration(seconds: string, old: boolean): string {
  const whole = Math.floor(Number(seconds));
  if (!old) return `PT${whole}S`;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(Math.floor(whole / 3600)).padStart(4, '0')}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
