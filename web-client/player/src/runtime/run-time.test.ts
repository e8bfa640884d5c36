import { describe, expect, it, vi } from 'vitest';
import { RunTime, type RunTimeOptions } from './index';

type Api = Record<string, (...values: unknown[]) => string>;

function begun(options: Partial<RunTimeOptions> = {}): { runTime: RunTime; api: Api } {
  const runTime = new RunTime({ standard: 'scorm2004', data: {}, ...options });
  const api = runTime.api as unknown as Api;
  (api.Initialize ?? api.LMSInitialize)?.('');
  return { runTime, api };
}

const QUESTION = 'cmi.interactions.0';

describe('the object that content finds', () => {
  it('has the names of its standard', () => {
    expect(Object.keys(begun().runTime.api).sort()).toEqual(
      ['Commit', 'GetDiagnostic', 'GetErrorString', 'GetLastError', 'GetValue', 'Initialize', 'SetValue', 'Terminate', 'version']
    );
    expect(begun().runTime.api.version).toBe('1.0');
    expect(Object.keys(begun({ standard: 'scorm12' }).runTime.api).sort()).toEqual(
      ['LMSCommit', 'LMSFinish', 'LMSGetDiagnostic', 'LMSGetErrorString', 'LMSGetLastError', 'LMSGetValue', 'LMSInitialize', 'LMSSetValue']
    );
  });

  it('takes numbers and missing arguments', () => {
    const { api } = begun();
    expect(api.SetValue?.('cmi.score.raw', 85)).toBe('true');
    expect(api.GetValue?.('cmi.score.raw')).toBe('85');
    expect(api.Commit?.()).toBe('true');
    expect(api.GetErrorString?.(401)).toBe('Undefined Data Model Element');
    expect(api.Terminate?.(null)).toBe('true');
  });

  it('works when its functions are taken off it', () => {
    const { SetValue, GetValue } = begun().api;
    expect(SetValue?.('cmi.location', '3')).toBe('true');
    expect(GetValue?.('cmi.location')).toBe('3');
  });
});

describe('texts', () => {
  it('that were cut in the middle of a character are refused: no commit could carry them', () => {
    const { runTime, api } = begun();
    expect(api.SetValue?.('cmi.suspend_data', 'a\ud83d')).toBe('false');
    expect(api.GetLastError?.()).toBe('406');
    expect(api.SetValue?.('cmi.location', '\ude00')).toBe('false');
    expect(api.SetValue?.('cmi.suspend_data', 'a\ud83d\ude00')).toBe('true');
    expect(runTime.takeChanges()).toEqual([['cmi.suspend_data', 'a\ud83d\ude00']]);
  });
});

describe('what may be asked for', () => {
  it('is told anew once the server has heard what the content said', () => {
    const { runTime, api } = begun({ requestValid: { continue: 'false', choice: { two: 'false' } } });
    const asked = (): unknown[] =>
      ['continue', 'choice.{target=two}', 'choice.{target=three}'].map((name) => api.GetValue?.(`adl.nav.request_valid.${name}`));
    expect(asked()).toEqual(['false', 'false', 'false']);
    runTime.lookAhead({ continue: 'true', choice: { two: 'true' } });
    expect(asked()).toEqual(['true', 'true', 'false']);
  });
});

describe('what has changed', () => {
  it('is handed over once, in order, a later value in the place of the earlier', () => {
    const { runTime, api } = begun();
    api.SetValue?.('cmi.location', '1');
    api.SetValue?.('cmi.suspend_data', 'a');
    api.SetValue?.('cmi.location', '2');
    api.SetValue?.('cmi.score.scaled', '7');
    expect(runTime.takeChanges()).toEqual([['cmi.location', '2'], ['cmi.suspend_data', 'a']]);
    expect(runTime.takeChanges()).toEqual([]);
    api.SetValue?.('cmi.location', '3');
    expect(runTime.takeChanges()).toEqual([['cmi.location', '3']]);
  });

  it('can be set again in that order when the type of an interaction changed in between', () => {
    const { runTime, api } = begun();
    const calls: [string, string][] = [
      [`${QUESTION}.id`, 'q'], [`${QUESTION}.type`, 'choice'], [`${QUESTION}.learner_response`, 'a[,]b'],
      [`${QUESTION}.type`, 'numeric'], [`${QUESTION}.learner_response`, '5'], [`${QUESTION}.result`, 'correct']
    ];
    for (const call of calls) expect(api.SetValue?.(...call)).toBe('true');
    expect(runTime.takeChanges()).toEqual(calls);
  });

  it('can be set again in that order when identifiers moved about', () => {
    const { runTime, api } = begun({ data: { 'cmi.interactions.0.id': 'q' } });
    const calls: [string, string][] = [
      [`${QUESTION}.objectives.0.id`, 'a'], [`${QUESTION}.objectives.1.id`, 'b'], [`${QUESTION}.objectives.0.id`, 'c'],
      [`${QUESTION}.objectives.1.id`, 'a'], [`${QUESTION}.objectives.0.id`, 'b']
    ];
    for (const call of calls) expect(api.SetValue?.(...call)).toBe('true');
    const changes = runTime.takeChanges();
    const other = begun({ data: { 'cmi.interactions.0.id': 'q' } }).api;
    for (const change of changes) expect(other.SetValue?.(...change)).toBe('true');
    expect(other.GetValue?.(`${QUESTION}.objectives.0.id`)).toBe('b');
  });

  it('is told of', () => {
    const onChange = vi.fn();
    const { api } = begun({ onChange });
    api.SetValue?.('cmi.location', '1');
    api.SetValue?.('cmi.mode', 'review');
    api.GetValue?.('cmi.location');
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});

describe('saving and ending', () => {
  it('Commit fails when the player refuses it', () => {
    const { api } = begun({ onCommit: () => false });
    expect(api.Commit?.('')).toBe('false');
    expect(api.GetLastError?.()).toBe('391');
    expect(begun({ onCommit: () => undefined }).api.Commit?.('')).toBe('true');
    const older = begun({ standard: 'scorm12', onCommit: () => false }).api;
    expect([older.LMSCommit?.(''), older.LMSGetLastError?.()]).toEqual(['false', '101']);
  });

  it('nothing claims to be kept while the run-time fails', () => {
    const { runTime, api } = begun();
    runTime.fail();
    expect([api.SetValue?.('cmi.location', '1'), api.GetLastError?.()]).toEqual(['false', '351']);
    expect([api.Commit?.(''), api.GetLastError?.()]).toEqual(['false', '391']);
    expect(api.GetValue?.('cmi.mode')).toBe('normal');
    runTime.fail(false);
    expect(api.SetValue?.('cmi.location', '1')).toBe('true');
    runTime.fail();
    expect([api.Terminate?.(''), api.GetLastError?.(), runTime.state]).toEqual(['false', '111', 'terminated']);
    expect(runTime.takeChanges()).toEqual([['cmi.location', '1']]);
  });

  it('tells of a Terminate once, with the changes still to be taken', () => {
    const taken: unknown[] = [];
    const { runTime, api } = begun({ onTerminate: () => taken.push(runTime.takeChanges()) });
    api.SetValue?.('cmi.exit', 'suspend');
    expect(api.Terminate?.('')).toBe('true');
    expect(api.Terminate?.('')).toBe('false');
    expect(taken).toEqual([[['cmi.exit', 'suspend']]]);
  });

  it('ends for content that did not', () => {
    const onTerminate = vi.fn();
    const { runTime, api } = begun({ onTerminate });
    runTime.terminate();
    expect(runTime.state).toBe('terminated');
    expect([api.SetValue?.('cmi.location', '1'), api.GetLastError?.()]).toEqual(['false', '133']);
    expect(onTerminate).not.toHaveBeenCalled();
  });
});

describe('texts', () => {
  it('are translated by their keys and never longer than 255 characters', () => {
    const keys: string[] = [];
    const { api } = begun({
      translate: (key) => {
        keys.push(key);
        return key.includes('reason') ? `{element} — ${'ж'.repeat(300)}` : 'нема';
      }
    });
    api.GetValue?.('cmi.nothing');
    expect(api.GetErrorString?.('401')).toBe('нема');
    expect(api.GetDiagnostic?.('')).toMatch(/^cmi\.nothing — ж+$/);
    expect(api.GetDiagnostic?.('')).toHaveLength(255);
    expect(new Set(keys)).toEqual(new Set(['scorm.error.scorm2004.401', 'scorm.reason.unknown']));
  });

  it('name the rule', () => {
    const { api } = begun();
    api.SetValue?.('cmi.objectives.0.score.raw', '1');
    expect(api.GetDiagnostic?.('')).toBe('cmi.objectives.0.score.raw: cmi.objectives.0.id must be set first (RTE 4.2.17.1).');
  });
});
