import { describe, expect, it } from 'vitest';
import { CLOSING_LIMIT, closingBody, mergeCalls } from '../../src/closing-body';
import type { Commit, CommitBody } from '../../src/wire';

const commit = (number: number, set: [string, string][], visit = 1): Commit => ({
  number,
  activity: 'A',
  visit,
  set,
  terminate: false,
  seconds: 0
});

const parse = (body: string | null): Commit[] => (JSON.parse(body ?? '{"commits":[]}') as CommitBody).commits;

describe('the last request of a page', () => {
  it('is nothing when nothing is pending', () => expect(closingBody([])).toBeNull());

  it('leaves out values that a later commit of the visit replaces', () => {
    const body = closingBody([
      commit(1, [['cmi.suspend_data', 'x'.repeat(50_000)], ['cmi.location', '1']]),
      commit(2, [['cmi.suspend_data', 'y'.repeat(50_000)]]),
      commit(3, [['cmi.location', '2']], 2)
    ]);
    expect(parse(body).map((one) => one.set.map(([element]) => element))).toEqual([
      ['cmi.location'], ['cmi.suspend_data'], ['cmi.location']
    ]);
  });

  it('keeps every call into a list, where order matters', () => {
    const calls: [string, string][] = [['cmi.interactions.0.id', 'a'], ['cmi.interactions.0.type', 'choice']];
    expect(parse(closingBody([commit(1, calls), commit(2, calls)])).map((one) => one.set.length)).toEqual([2, 2]);
  });

  it('stays below what a closing page may send, counted in bytes, and cuts from the end only', () => {
    const long = 'ж'.repeat(25_000);
    const body = closingBody([
      commit(1, [['cmi.comments_from_learner.0.comment', long]]),
      commit(2, [['cmi.comments_from_learner.1.comment', long]])
    ]);
    expect(new TextEncoder().encode(body ?? '').length).toBeLessThanOrEqual(CLOSING_LIMIT);
    expect(parse(body).map((one) => one.number)).toEqual([1]);
  });
});

describe('merging calls', () => {
  it('keeps the last value of an element that stands alone, at the place of the last call', () => {
    expect(mergeCalls([['a', '1'], ['b', '1']], [['a', '2']])).toEqual([['b', '1'], ['a', '2']]);
  });

  it('keeps all calls into lists', () => {
    const call: [string, string] = ['cmi.objectives.1.id', 'x'];
    expect(mergeCalls([call], [call])).toEqual([call, call]);
  });
});
