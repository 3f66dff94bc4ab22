import type { KeyEntry } from './KeyEntry.js';
import type { RealityError } from './RealityError.js';
import type { Settings } from './Settings.js';
import type { Answer, Syncer } from './Syncer.js';
import { Tabs } from './Tabs.js';

/** Milliseconds for which a server is asked to hold a request. */
const WAIT = 25_000;
/** An answer to a held request within so many milliseconds came at once. */
const AT_ONCE = 1000;
/** Pause after an answer that came at once and did bring news: servers that contradict each other must not make a storm. */
const BREATH = 100;

/**
 * Follows keys by a request that a server holds until one of them changes; one for all keys of the page, and where tabs
 * can talk to each other, for all tabs. Loaded by those pages only that follow live.
 *
 * No answer, however wrong, makes it run hot: failures, and answers that come at once without news, are followed by pauses
 * that grow.
 */
export class Live {
  readonly #settings: Settings;
  readonly #syncer: Syncer;
  readonly #entries: () => readonly KeyEntry[];
  readonly #tabs: Tabs | undefined;
  #isFollowing = false;
  #isReckoning = false;
  #holding: AbortController | undefined;
  #failures = 0;
  #emptyAnswers = 0;
  #turns = 0;

  /** The entries are those that somebody subscribes to, and none while the page is hidden or offline. */
  constructor(settings: Settings, syncer: Syncer, entries: () => readonly KeyEntry[]) {
    this.#settings = settings;
    this.#syncer = syncer;
    this.#entries = entries;
    if (settings.shareTabs && typeof BroadcastChannel !== 'undefined') {
      this.#tabs = new Tabs('reality:' + settings.urls.join(), {
        keys: () => this.#keys,
        news: (changed, serverId) => {
          syncer.received({ response: { changed, denied: [] }, known: changed, serverId, since: 0, isHeld: true });
        },
        changed: () => {
          syncer.wake();
        },
      });
    }
  }

  /** The keys may be others than before. Whoever subscribes to many at once makes one reckoning. */
  follow(): void {
    if (!this.#isReckoning) {
      this.#isReckoning = true;
      queueMicrotask(() => {
        this.#isReckoning = false;
        this.#reckon();
      });
    }
  }

  #reckon(): void {
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
        .map(({ key, seen }) => [key, seen()]),
    );
  }

  /** The network is back: what failed while it was away says nothing. */
  forgive(): void {
    this.#failures = 0;
  }

  /** Ends the held request. */
  giveWay(): void {
    this.#holding?.abort();
  }

  /** Holds a request, once, if there is anything to hold one for. */
  turn(): Promise<void> | undefined {
    const isMine = this.#isFollowing && this.#tabs?.isLeading !== false;
    const known = isMine ? (this.#tabs?.keys ?? this.#keys) : {};
    const keys = Object.keys(known);
    return keys.length > 0 ? this.#hold(known, keys) : undefined;
  }

  async #hold(known: Record<string, number>, keys: readonly string[]): Promise<void> {
    // More keys than fit into one request take turns.
    const { mostKeys } = this.#syncer;
    const turns = Math.ceil(keys.length / mostKeys);
    const first = (this.#turns++ % turns) * mostKeys;
    const part = Object.fromEntries(keys.slice(first, first + mostKeys).map((key) => [key, known[key] ?? 0]));
    const wait = Math.ceil(WAIT / turns);

    const { signal } = (this.#holding = new AbortController());
    const began = Date.now();
    let pause: Promise<void> | undefined;
    try {
      const answer = await this.#syncer.ask(part, 'poll', this.#settings.timeout + wait, signal, wait);
      const isNews = bringsNews(answer);
      const cameAtOnce = Date.now() - began < AT_ONCE && turns === 1;
      this.#failures = 0;
      if (isNews) {
        this.#tabs?.tellNews(answer.response.changed, answer.serverId);
      }
      if (!cameAtOnce || isNews) {
        this.#emptyAnswers = 0;
      }
      if (cameAtOnce) {
        pause = isNews ? this.#syncer.nap(BREATH) : this.#syncer.pause(this.#emptyAnswers++);
      }
    } catch (failure) {
      if (!signal.aborted) {
        if ((failure as RealityError).status === 413) {
          this.#syncer.mostKeys = Math.ceil(Math.min(mostKeys, keys.length) / 2);
        }
        pause = this.#syncer.pause(this.#failures++);
      }
    }
    this.#holding = undefined;
    await pause;
  }
}

function bringsNews({ response: { changed }, known }: Answer): boolean {
  return Object.entries(known).some(
    ([key, version]) => (Object.hasOwn(changed, key) ? changed[key]?.version : version) !== version,
  );
}
