import { expect, it } from 'vitest';
import { standingOf } from './status';

it.each([
  [null, 'not_started'],
  [{ completion: 'incomplete', success: 'unknown' }, 'in_progress'],
  [{ completion: 'unknown', success: 'unknown' }, 'in_progress'],
  [{ completion: 'unknown', success: 'unknown', seconds: 0 }, 'not_started'],
  [{ completion: 'unknown', success: 'unknown', seconds: 9 }, 'in_progress'],
  [{ completion: 'completed', success: 'unknown' }, 'completed'],
  [{ completion: 'completed', success: 'failed' }, 'failed'],
  [{ completion: 'incomplete', success: 'passed' }, 'passed']
])('%o is %s', (outcome, standing) => expect(standingOf(outcome)).toBe(standing));
