import type { KeyEntry } from './keyEntry.js';
import type { RealityError } from './RealityError.js';
import type { Settings } from './Settings.js';
import type { Answer, Follower, Syncer } from './syncer.js';
import { Tabs } from './Tabs.js';

/** Milliseconds for which a server is asked to hold a request. */
const WAIT = 25_000;
/** A held request that ends within this many milliseconds counts as answered at once. */
const AT_ONCE = 1000;
/** The pause after an immediate response with changes: servers that disagree must not cause a request storm. */
const BREATH = 100;

/**
 * Follows keys with one request that a server holds until one of them changes. The request is for all keys of the page
 * and, if tabs can communicate, for all tabs. Only pages with live subscriptions load this module.
 *
 * No response, however wrong, causes a tight loop: failures, and immediate responses without changes, are followed by
 * growing pauses.
 */
export class Live implements Follower {
  readonly #settings: Settings;
  readonly #syncer: Syncer;
  readonly #entries: () => readonly KeyEntry[];
  readonly #tabs: Tabs | undefined;
  #isFollowing = false;
  #isUpdating = false;
  #holding: AbortController | undefined;
  #failures = 0;
  #emptyAnswers = 0;
  #turns = 0;

  /** `entries` returns the keys with subscribers, and none while the page is hidden or offline. */
  constructor(settings: Settings, syncer: Syncer, entries: () => readonly KeyEntry[]) {
    this.#settings = settings;
    this.#syncer = syncer;
    this.#entries = entries;
    if (settings.shareTabs && typeof BroadcastChannel !== 'undefined') {
      this.#tabs = new Tabs('reality:' + settings.urls.join(), {
        keys: () => this.#keys,
        received: (changed, serverId) => {
          syncer.received({ response: { changed, denied: [] }, known: changed, serverId, since: 0, isHeld: true });
        },
        changed: () => {
          syncer.wake();
        },
      });
    }
  }

  /** The live keys can have changed. Several calls at one moment cause one update. */
  follow(): void {
    if (!this.#isUpdating) {
      this.#isUpdating = true;
      queueMicrotask(() => {
        this.#isUpdating = false;
        this.#update();
      });
    }
  }

  #update(): void {
    const isFollowing = Object.keys(this.#keys).length > 0;
    if (isFollowing || this.#isFollowing) {
      this.#isFollowing = isFollowing;
      if (isFollowing) {
        this.#tabs?.join();
      } else {
        this.#tabs?.leave();
      }
      this.#syncer.wake();
    }
  }

  get #keys(): Record<string, number> {
    const preset = this.#settings.mode === 'sse-compat';
    return Object.fromEntries(
      this.#entries()
        .filter(({ subscribers }) => [...subscribers].some(({ options }) => options.live ?? preset))
        .map(({ key, latestVersion }) => [key, latestVersion()]),
    );
  }

  forgive(): void {
    this.#failures = 0;
  }

  giveWay(): void {
    this.#holding?.abort();
  }

  turn(): Promise<void> | undefined {
    const isMine = this.#isFollowing && this.#tabs?.isLeading !== false;
    const known = isMine ? (this.#tabs?.keys ?? this.#keys) : {};
    const keys = Object.keys(known);
    return keys.length > 0 ? this.#hold(known, keys) : undefined;
  }

  async #hold(known: Record<string, number>, keys: readonly string[]): Promise<void> {
    // Keys that do not fit into one request take turns.
    const { maxKeys } = this.#syncer;
    const turns = Math.ceil(keys.length / maxKeys);
    const first = (this.#turns++ % turns) * maxKeys;
    const part = Object.fromEntries(keys.slice(first, first + maxKeys).map((key) => [key, known[key] ?? 0]));
    const wait = Math.ceil(WAIT / turns);

    const { signal } = (this.#holding = new AbortController());
    const began = Date.now();
    let pause: Promise<void> | undefined;
    try {
      const answer = await this.#syncer.sync(part, 'poll', this.#settings.timeout + wait, signal, wait);
      const isChanged = hasChanges(answer);
      const cameAtOnce = Date.now() - began < AT_ONCE && turns === 1;
      this.#failures = 0;
      if (isChanged) {
        this.#tabs?.sendChanges(answer.response.changed, answer.serverId);
      }
      if (!cameAtOnce || isChanged) {
        this.#emptyAnswers = 0;
      }
      if (cameAtOnce) {
        pause = isChanged ? this.#syncer.nap(BREATH) : this.#syncer.pause(this.#emptyAnswers++);
      }
    } catch (failure) {
      if (!signal.aborted) {
        if ((failure as RealityError).status === 413) {
          this.#syncer.maxKeys = Math.ceil(Math.min(maxKeys, keys.length) / 2);
        }
        pause = this.#syncer.pause(this.#failures++);
      }
    }
    this.#holding = undefined;
    await pause;
  }
}

function hasChanges({ response: { changed }, known }: Answer): boolean {
  return Object.entries(known).some(
    ([key, version]) => (Object.hasOwn(changed, key) ? changed[key]?.version : version) !== version,
  );
}
