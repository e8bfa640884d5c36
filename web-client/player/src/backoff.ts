/** Waits between tries: doubling from one second to half a minute, spread so that a whole class does not knock at once. */
export function waitBeforeTry(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(30_000, 1_000 * 2 ** Math.max(0, failures - 1));
  return Math.round(longest * (0.75 + random() * 0.5));
}
