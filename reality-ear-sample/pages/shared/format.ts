/** A readable number of bytes. */
export function bytes(count: number): string {
  return count < 1000
    ? `${Math.round(count)} B`
    : count < 1e6
      ? `${shortened(count / 1000)} kB`
      : `${shortened(count / 1e6)} MB`;
}

/** A readable duration. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${shortened(ms / 1000)} s`;
}

/** A readable number. */
export function number(value: number): string {
  return value < 100 && !Number.isInteger(value) ? shortened(value) : Math.round(value).toLocaleString('en');
}

/** The time of day. */
export function time(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A quantile, such as 0.5 for the median. */
export function quantile(values: readonly number[], part: number): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.ceil(part * values.length) - 1];
}

function shortened(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
