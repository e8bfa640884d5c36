import { describe, expect, it } from 'vitest';
import { DISAGREEMENTS } from './disagreements.test-support';
import { runSequences, type Difference } from './differential.test-support';
import type { Standard } from './table';

const SEQUENCES = 400;
const PATIENCE = 60_000;

const shown = (difference: Difference): string => {
  const { standard, call, name, value, ours, theirs } = difference;
  return `${standard} ${call} ${name} ${JSON.stringify(value.slice(0, 40))}: ours ${ours.join(' ')}, theirs ${theirs.join(' ')}`;
};

/** Another run-time with the same promises (scorm-again, MIT): what the two do not agree on is decided by a clause. */
describe('random calls through both run-times', () => {
  const decided = new Set<string>();
  const play = (standard: Standard): void => {
    const undecided = new Set<string>();
    const agreed = runSequences(standard, SEQUENCES, (difference) => {
      const entry = DISAGREEMENTS.find((one) => one.is(difference));
      if (entry) decided.add(entry.what);
      else undecided.add(shown(difference));
    });
    expect([...undecided].slice(0, 60)).toEqual([]);
    expect(agreed).toBeGreaterThan(SEQUENCES * 5);
  };

  it('agree on SCORM 1.2, or a clause decides', () => play('scorm12'), PATIENCE);
  it('agree on SCORM 2004, or a clause decides', () => play('scorm2004'), PATIENCE);
  it('have no decision that is not needed any more', () => {
    expect(DISAGREEMENTS.map((one) => one.what).filter((what) => !decided.has(what))).toEqual([]);
  });
});
