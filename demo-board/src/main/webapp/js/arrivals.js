// How long the changes that this page made took to be seen in one column.

const KEPT = 30;
const PATIENCE = 60_000; // ms; a change not seen by then was overtaken by another one, and is not timed

/**
 * A column says what it shows, the page says what it changed and when it sent that; in either order, since a change may
 * be on the screen before the answer to whoever posted it.
 */
export class Arrivals {
  #shown = new Map(); // id of a notice -> { text, at }: since when it reads so, null if removed
  #awaited = []; // changes that are not shown yet
  #durations = []; // ms, the newest last

  /** The last durations in ms, the newest last. */
  get durations() {
    return this.#durations;
  }

  /** The notices as they are on the screen from now on. Returns the durations of what has arrived by it, by notice id. */
  show(notices) {
    const now = performance.now();
    for (const { id, text } of notices) {
      if (this.#shown.get(id)?.text !== text) {
        this.#shown.set(id, { text, at: now });
      }
    }
    const present = new Set(notices.map((notice) => notice.id));
    for (const [id, entry] of this.#shown) {
      if (!present.has(id) && entry.text !== null) {
        this.#shown.set(id, { text: null, at: now });
      }
    }
    return this.#match();
  }

  /** A change that succeeded: `text` null for a removal, `sentAt` by `performance.now()`. Returns as `show` does. */
  expect(change) {
    this.#awaited.push(change);
    return this.#match();
  }

  #match() {
    const now = performance.now();
    const arrived = new Map();
    this.#awaited = this.#awaited.filter((change) => {
      const entry = this.#shown.get(change.id);
      if (entry === undefined || entry.at < change.sentAt || entry.text !== change.text) {
        return now - change.sentAt < PATIENCE;
      }
      const duration = entry.at - change.sentAt;
      this.#durations = [...this.#durations, duration].slice(-KEPT);
      arrived.set(change.id, duration);
      return false;
    });
    return arrived;
  }
}

export function median(durations) {
  const sorted = [...durations].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function readable(ms) {
  if (ms < 9.95) {
    return `${ms.toFixed(1)} ms`;
  }
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
