import { backoff } from './backoff.js';
import { Nap } from './Nap.js';
import type { RealityError } from './RealityError.js';
import type { Settings } from './Settings.js';
import type { Answer, Syncer } from './Syncer.js';
import { Tabs } from './Tabs.js';
import type { KeyChange } from './wire.js';

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
  readonly #keys: () => Record<string, number>;
  readonly #tabs: Tabs | undefined;
  readonly #nap = new Nap();
  #isFollowing = false;
  #holding: AbortController | undefined;
  #failures = 0;
  #emptyAnswers = 0;
  #turns = 0;

  constructor(
    settings: Settings,
    syncer: Syncer,
    keys: () => Record<string, number>,
    learn: (changed: Record<string, KeyChange>, serverId: string | undefined) => void,
  ) {
    this.#settings = settings;
    this.#syncer = syncer;
    this.#keys = keys;
    if (settings.shareTabs && typeof BroadcastChannel !== 'undefined') {
      const changed = () => {
        syncer.wake();
      };
      this.#tabs = new Tabs('reality:' + settings.urls.join(), { keys, news: learn, changed });
    }
  }

  /** Begins or ends following, or tells that the keys are others than before. */
  follow(isFollowing: boolean): void {
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

  /** The network is back: what failed while it was away says nothing. */
  forgive(): void {
    this.#failures = 0;
  }

  /** Ends the held request, or the pause before the next one. */
  giveWay(): void {
    this.#holding?.abort();
    this.#nap.end();
  }

  /** Holds a request, once, if there is anything to hold one for. */
  turn(): Promise<void> | undefined {
    const isMine = this.#isFollowing && this.#tabs?.isLeading !== false;
    const known = isMine ? (this.#tabs?.keys ?? this.#keys()) : {};
    const keys = Object.keys(known);
    return keys.length > 0 ? this.#hold(known, keys) : undefined;
  }

  async #hold(known: Record<string, number>, keys: readonly string[]): Promise<void> {
    const { timeout, retryBaseDelay } = this.#settings;
    // More keys than fit into one request take turns.
    const { mostKeys } = this.#syncer;
    const turns = Math.ceil(keys.length / mostKeys);
    const first = (this.#turns++ % turns) * mostKeys;
    const part = Object.fromEntries(keys.slice(first, first + mostKeys).map((key) => [key, known[key] ?? 0]));
    const wait = Math.ceil(WAIT / turns);

    const { signal } = (this.#holding = new AbortController());
    const began = Date.now();
    let pause = 0;
    try {
      const answer = await this.#syncer.ask(part, 'poll', timeout + wait, signal, wait);
      const isNews = bringsNews(answer);
      const cameAtOnce = Date.now() - began < AT_ONCE && turns === 1;
      this.#settings.stats.polls++;
      this.#failures = 0;
      if (isNews) {
        this.#tabs?.tellNews(answer.response.changed, answer.serverId);
      }
      pause = !cameAtOnce ? 0 : isNews ? BREATH : backoff(this.#emptyAnswers++, retryBaseDelay);
      if (!cameAtOnce || isNews) {
        this.#emptyAnswers = 0;
      }
    } catch (failure) {
      if (!signal.aborted) {
        if ((failure as RealityError).status === 413) {
          this.#syncer.mostKeys = Math.ceil(Math.min(mostKeys, keys.length) / 2);
        }
        pause = backoff(this.#failures++, retryBaseDelay);
      }
    }
    this.#holding = undefined;
    if (pause > 0) {
      await this.#nap.take(pause);
    }
  }
}

function bringsNews({ response: { changed }, known }: Answer): boolean {
  return Object.entries(known).some(
    ([key, version]) => (Object.hasOwn(changed, key) ? changed[key]?.version : version) !== version,
  );
}
