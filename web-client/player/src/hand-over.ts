import { waitBeforeTry } from './backoff';
import { type Connection, LineLost, Refusal } from './connection';
import type { Journal, Remains } from './journal';
import type { CommitAnswer } from './wire';

/** What became of work that an older launch had left on this device. */
export interface HandedOver {
  /** The newest answer that carries a state, when something was accepted. */
  answer: CommitAnswer | null;
  /** True when a later launch had gone on elsewhere, so that the work was kept beside the attempt. */
  keptAside: boolean;
}

/**
 * Sends what older launches left, oldest first, and forgets it here once the server has it. It has to be through before
 * the new launch commits anything, or the server would have to keep it aside.
 */
export async function handOver(
  remains: Remains[],
  connection: Pick<Connection, 'commit'>,
  journal: Pick<Journal, 'forget'>,
  onWaiting: () => void
): Promise<HandedOver> {
  const outcome: HandedOver = { answer: null, keptAside: false };
  for (const left of remains) {
    const answer = await sendRemains(left, connection, onWaiting);
    if (!answer) continue;
    journal.forget(left.launch);
    if (answer.journal === 'kept_aside') outcome.keptAside = true;
    else outcome.answer = answer;
  }
  return outcome;
}

/** `null`: the server cannot take it; it stays in the journal until it is too old. */
async function sendRemains(
  left: Remains,
  connection: Pick<Connection, 'commit'>,
  onWaiting: () => void
): Promise<CommitAnswer | null> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await connection.commit({ commits: [], navigation: null, journal: left });
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401 && error.status !== 409) return null;
      if (!(error instanceof LineLost)) throw error;
      onWaiting();
      await new Promise((resolve) => setTimeout(resolve, waitBeforeTry(failures)));
    }
  }
}
