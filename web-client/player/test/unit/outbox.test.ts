import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LineLost, Refusal } from '../../src/connection';
import { type Draft, Outbox, type SaveState, type Stopped } from '../../src/outbox';
import type { Commit, CommitAnswer, CommitBody } from '../../src/wire';

const answered = (acknowledged: number, more: Partial<CommitAnswer> = {}): CommitAnswer => ({
  acknowledged,
  rejected: [],
  sequencing: 'unchanged',
  delivery: null,
  ended: false,
  exception: null,
  ...more
});

/** A server that stores what comes in order, and whose line can be cut before or after it has heard. */
function fakeLine() {
  const stored: Commit[] = [];
  const bodies: CommitBody[] = [];
  const shipped: string[] = [];
  const line = { down: false, loseAnswers: false, refuse: 0 };
  return {
    stored,
    bodies,
    shipped,
    line,
    ship: (body: string) => void shipped.push(body),
    commit: (body: CommitBody): Promise<CommitAnswer> => {
      bodies.push(structuredClone(body));
      if (line.refuse) return Promise.reject(new Refusal(line.refuse, 'refused'));
      if (line.down) return Promise.reject(new LineLost());
      for (const commit of body.commits) if (commit.number === stored.length + 1) stored.push(structuredClone(commit));
      if (line.loseAnswers) return Promise.reject(new LineLost());
      return Promise.resolve(answered(stored.length));
    }
  };
}

function fakeJournal(durable = true) {
  const rows = new Map<number, Commit>();
  return {
    durable,
    rows,
    put: (_attempt: string, _launch: string, commit: Commit) => void rows.set(commit.number, structuredClone(commit)),
    forget: (_launch: string, upTo = Number.MAX_SAFE_INTEGER) => {
      for (const number of [...rows.keys()]) if (number <= upTo) rows.delete(number);
    }
  };
}

function setUp(durable = true) {
  const connection = fakeLine();
  const journal = fakeJournal(durable);
  const states: SaveState['kind'][] = [];
  const stopped: Stopped[] = [];
  const outbox = new Outbox({
    attempt: 'a',
    launch: 'l',
    nextNumber: 1,
    connection,
    journal,
    onState: (state) => void states.push(state.kind),
    onAnswer: () => undefined,
    onStopped: (why) => void stopped.push(why),
    random: () => 0.5
  });
  return { connection, journal, states, stopped, outbox };
}

const draft = (element: string, value: string, more: Partial<Draft> = {}): Draft => ({
  activity: 'A',
  visit: 1,
  set: [[element, value]],
  terminate: false,
  seconds: 1,
  ...more
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the outbox', () => {
  it('sends a commit, forgets it when it is acknowledged, and says so', async () => {
    const { outbox, connection, journal } = setUp();
    expect(outbox.add(draft('cmi.location', '1'))).toBe(true);
    expect(outbox.state.kind).toBe('saving');
    expect(journal.rows.size).toBe(1);
    await vi.runAllTimersAsync();
    expect(connection.stored).toHaveLength(1);
    expect(journal.rows.size).toBe(0);
    expect(outbox.state.kind).toBe('saved');
  });

  it('lets what was never sent grow, and what was sent not', async () => {
    const { outbox, connection } = setUp();
    connection.line.down = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    outbox.add(draft('cmi.location', '2'));
    outbox.add(draft('cmi.suspend_data', 'x'));
    outbox.add(draft('cmi.location', '3'));
    expect(outbox.pending.map((commit) => commit.number)).toEqual([1, 2]);
    connection.line.down = false;
    await vi.runAllTimersAsync();
    expect(connection.stored).toEqual([
      { number: 1, activity: 'A', visit: 1, set: [['cmi.location', '1']], terminate: false, seconds: 1 },
      {
        number: 2,
        activity: 'A',
        visit: 1,
        set: [['cmi.suspend_data', 'x'], ['cmi.location', '3']],
        terminate: false,
        seconds: 3
      }
    ]);
  });

  it('never mixes two visits, nor adds to a visit that has ended', async () => {
    const { outbox } = setUp();
    outbox.hold(true);
    outbox.add(draft('cmi.location', '1', { terminate: true }));
    outbox.add(draft('cmi.location', '2'));
    outbox.add(draft('cmi.location', '3', { visit: 2 }));
    expect(outbox.pending.map((commit) => [commit.number, commit.visit])).toEqual([[1, 1], [2, 1], [3, 2]]);
  });

  it('replays in order after the line is back, under the same numbers', async () => {
    const { outbox, connection, states } = setUp();
    connection.line.loseAnswers = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.state.kind).toBe('kept');
    expect(outbox.lineDown).toBe(true);
    outbox.add(draft('cmi.location', '2'));
    connection.line.loseAnswers = false;
    await vi.runAllTimersAsync();
    expect(connection.bodies.at(-1)?.commits.map((commit) => commit.number)).toEqual([1, 2]);
    expect(connection.stored.map((commit) => commit.set[0]?.[1])).toEqual(['1', '2']);
    expect(states.at(-1)).toBe('saved');
  });

  it('waits longer after each failure', async () => {
    const { outbox, connection } = setUp();
    connection.line.down = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    const tries: number[] = [];
    for (const wait of [1000, 2000, 4000, 8000]) {
      await vi.advanceTimersByTimeAsync(wait - 1);
      tries.push(connection.bodies.length);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(tries).toEqual([1, 2, 3, 4]);
    outbox.urge();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.bodies).toHaveLength(6);
  });

  it('says "not saved" where the device keeps nothing', async () => {
    const { outbox, connection } = setUp(false);
    connection.line.down = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.state.kind).toBe('unsaved');
    connection.line.down = false;
    outbox.urge();
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.state.kind).toBe('saved');
  });

  it('refuses once another launch has taken the attempt over, and keeps the rest in the journal', async () => {
    const { outbox, connection, journal, stopped } = setUp();
    connection.line.refuse = 409;
    outbox.add(draft('cmi.location', '1'));
    await vi.runAllTimersAsync();
    expect(stopped).toEqual(['taken_over']);
    expect(outbox.add(draft('cmi.location', '2'))).toBe(false);
    expect(journal.rows.size).toBe(1);
  });

  it('goes on queuing while the sign-in has run out, and goes on under a new launch', async () => {
    const { outbox, connection, stopped } = setUp();
    connection.line.refuse = 401;
    outbox.add(draft('cmi.location', '1'));
    await vi.runAllTimersAsync();
    expect(stopped).toEqual(['expired']);
    expect(outbox.add(draft('cmi.location', '2'))).toBe(true);
    connection.line.refuse = 0;
    expect(outbox.rebase('l2', 1).map((commit) => commit.number)).toEqual([1, 2]);
    outbox.add(draft('cmi.location', '3'));
    await vi.runAllTimersAsync();
    expect(connection.stored.map((commit) => [commit.number, commit.set[0]?.[1]])).toEqual([[1, '3']]);
  });

  it('carries pending commits and the wish in one request, and repeats it until it is answered', async () => {
    const { outbox, connection } = setUp();
    expect(await outbox.settle()).toBe(true);
    outbox.hold(true);
    outbox.add(draft('cmi.location', '9', { terminate: true }));
    connection.line.down = true;
    const waits = vi.fn();
    const going = outbox.navigate({ request: 'continue', target: null }, waits);
    await vi.advanceTimersByTimeAsync(1);
    connection.line.down = false;
    await vi.runAllTimersAsync();
    expect((await going).acknowledged).toBe(1);
    expect(waits).toHaveBeenCalledTimes(1);
    expect(connection.bodies).toHaveLength(2);
    expect(connection.bodies[1]).toEqual(connection.bodies[0]);
    expect(connection.bodies[0]?.navigation?.request).toBe('continue');
  });

  it('does not settle without a line', async () => {
    const { outbox, connection } = setUp();
    connection.line.down = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    expect(await outbox.settle()).toBe(false);
    connection.line.down = false;
    expect(await outbox.settle()).toBe(true);
  });

  it('ships everything that is not acknowledged when the page goes', async () => {
    const { outbox, connection } = setUp();
    connection.line.down = true;
    outbox.add(draft('cmi.location', '1'));
    await vi.advanceTimersByTimeAsync(0);
    outbox.add(draft('cmi.score.raw', '2', { terminate: true }));
    outbox.shipAtExit();
    const body = JSON.parse(connection.shipped[0] ?? '') as CommitBody;
    expect(body.commits.map((commit) => commit.number)).toEqual([1, 2]);
    expect(body.commits[1]?.terminate).toBe(true);
  });
});
