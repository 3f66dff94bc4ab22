/** The longest pause, in milliseconds. */
export const LONGEST_PAUSE = 30_000;

/** Doubles with each failure. The random part keeps clients from returning at the same moment. */
export function backoff(failures: number, base: number): number {
  const longest = Math.min(LONGEST_PAUSE, base * 2 ** failures);
  return (longest * (1 + Math.random())) / 2;
}
