import { expect, it } from 'vitest';
import { waitBeforeTry } from '../../src/backoff';

it('doubles up to half a minute and spreads by a quarter', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((failures) => waitBeforeTry(failures, () => 0.5))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000
  ]);
  expect([waitBeforeTry(1, () => 0), waitBeforeTry(1, () => 1)]).toEqual([750, 1_250]);
});
