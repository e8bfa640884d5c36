import { expect, it } from 'vitest';
import { LineLost, Refusal } from '../../src/connection';
import { handOver } from '../../src/hand-over';
import type { Commit, CommitAnswer, CommitBody } from '../../src/wire';

const commit: Commit = { number: 1, activity: 'A', visit: 1, set: [], terminate: true, seconds: 5 };
const remains = ['old', 'older'].map((launch) => ({ launch, commits: [commit] }));

function saying(...answers: (CommitAnswer['journal'] | Error)[]) {
  const bodies: CommitBody[] = [];
  const forgotten: string[] = [];
  const commitAll = (body: CommitBody): Promise<CommitAnswer> => {
    bodies.push(body);
    const answer = answers.shift();
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ journal: answer, acknowledged: 0, rejected: [], sequencing: 'unchanged' } as unknown as CommitAnswer);
  };
  const run = () => handOver(remains, { commit: commitAll }, { forget: (launch) => void forgotten.push(launch) }, () => undefined);
  return { bodies, forgotten, run };
}

it('hands each launch over and forgets it once the server has it', async () => {
  const { bodies, forgotten, run } = saying('accepted', 'kept_aside');
  const { answer, keptAside } = await run();
  expect(bodies.map((body) => [body.commits, body.journal?.launch])).toEqual([[[], 'old'], [[], 'older']]);
  expect([forgotten, keptAside, answer?.journal]).toEqual([['old', 'older'], true, 'accepted']);
});

it('tries again without a line', async () => {
  const { forgotten, run } = saying(new LineLost(), 'accepted', 'accepted');
  await run();
  expect(forgotten).toEqual(['old', 'older']);
});

it('keeps what the server cannot take, and goes on', async () => {
  const { forgotten, run } = saying(new Refusal(422, 'malformed'), 'accepted');
  await run();
  expect(forgotten).toEqual(['older']);
});
