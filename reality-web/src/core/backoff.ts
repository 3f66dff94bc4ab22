/** No pause is longer than this, in milliseconds. */
export const LONGEST_PAUSE = 30_000;

/** Twice as long after each failure, and never the same for two clients, so that they do not all come back at once. */
export function backoff(failures: number, base: number): number {
  const longest = Math.min(LONGEST_PAUSE, base * 2 ** failures);
  return (longest * (1 + Math.random())) / 2;
}
