import { embeddedTransport } from './embedded.js';
import { Emitter } from './Emitter.js';
import { KeyEntry } from './KeyEntry.js';
import type { Subscription } from './KeyEntry.js';
import { browserPlatform, globals } from './platform.js';
import type { RealityPlatform } from './platform.js';
import { RealityError } from './RealityError.js';
import type { Live } from './Live.js';
import type { RealityHandle } from './RealityHandle.js';
import type { ServerStatus } from './ServerPool.js';
import { ServerPool } from './ServerPool.js';
import { limited } from './limited.js';
import { Syncer } from './Syncer.js';
import type { Heard } from './Syncer.js';
import { DEFAULTS } from './Settings.js';
import type { Settings } from './Settings.js';
import { httpTransport } from './transport.js';
import type {
  Fetcher,
  KeyOf,
  KeyState,
  MutateOptions,
  RealityClientOptions,
  RealityEvents,
  RealityKeys,
  RealityState,
  RealityStats,
  SubscribeOptions,
  SyncOutcome,
} from './types.js';
import type { SyncHint } from './wire.js';

/** Milliseconds that a key without subscribers is remembered. */
const MEMORY = 300_000;
/** One look at the page makes several events. */
const ONE_LOOK = 250;
const DEDUPE_INTERVAL = 2000;
const POLLING_INTERVAL = 5000;

/**
 * Follows keys of Reality servers, and the data that belong to them.
 *
 * A client that nobody subscribes to is quiet: it has no timers, no listeners, no requests. So it may be made while
 * rendering, and thrown away without a word.
 */
export class RealityClient<Keys = RealityKeys> {
  readonly #settings: Settings;
  readonly #platform: RealityPlatform;
  readonly #isClient: boolean;
  readonly #syncer: Syncer;
  readonly #events = new Emitter<RealityEvents>();
  readonly #entries = new Map<string, KeyEntry>();
  readonly #end = new AbortController();
  #ticks = 0;
  #subscriptions = 0;
  #endWatch: (() => void) | undefined;
  #lookedAt = 0;
  #live: Promise<Live> | undefined;
  #wantsLive = false;

  constructor(options: RealityClientOptions = {}) {
    const given = { ...DEFAULTS, ...withoutUndefined(options) };
    const { executionMode, debug, hydrationState, platform = browserPlatform() } = given;
    const isPage = typeof window !== 'undefined' || globals.navigator?.product === 'ReactNative';
    const isEmbedded = executionMode === 'ssr-embedded';
    const embedded = isEmbedded || (executionMode === 'auto' && !isPage) ? embeddedTransport() : undefined;
    if (isEmbedded && !embedded) {
      throw new RealityError('executionMode ssr-embedded needs registerEmbeddedServer first');
    }
    this.#isClient = executionMode === 'client' || (executionMode === 'auto' && isPage);
    this.#platform = platform;
    const urls = endpoints(given);
    this.#settings = {
      clientId: globals.crypto?.randomUUID?.(),
      transport: embedded ?? httpTransport(given.fetch),
      ...given,
      urls,
      pool: new ServerPool(urls, given.blacklistDuration),
      signal: this.#end.signal,
      stats: { requests: 0, failures: 0, polls: 0, fetches: 0, changes: 0 },
      tick: () => ++this.#ticks,
      emit: (event, detail) => {
        if (debug) {
          (typeof debug === 'function' ? debug : console.debug)('reality ' + event, detail);
        }
        this.#events.emit(event, detail);
      },
    };
    this.#syncer = new Syncer(
      this.#settings,
      (keys) => Object.fromEntries(keys.map((key) => [key, this.#entry(key).known])),
      (answer) => {
        this.#received(answer);
      },
    );
    if (hydrationState) {
      this.hydrate(hydrationState);
    }
  }

  // --- Following keys -------------------------------------------------------------------------------------------------

  /**
   * Follows a key until the returned function is called. The listener hears of every new state; the present one is
   * {@link getState}.
   */
  subscribe<K extends KeyOf<Keys>>(
    key: K,
    listener: (state: KeyState<Keys[K]>) => void,
    options?: SubscribeOptions<Keys[K]>,
  ): () => void;
  subscribe<T = unknown>(
    key: string,
    listener: (state: KeyState<T>) => void,
    options?: SubscribeOptions<T>,
  ): () => void;
  subscribe(
    key: string,
    listener: (state: KeyState<never>) => void,
    options: SubscribeOptions<never> = {},
  ): () => void {
    const entry = this.#entry(key);
    const subscription = { listener, options } as unknown as Subscription;
    entry.subscriptions.add(subscription);
    entry.resume();
    this.#subscriptions++;
    this.#wantsLive ||= Boolean(options.live ?? this.#settings.mode === 'sse-compat');
    this.#watch();
    if (this.#isDue(entry, subscription) && Date.now() - entry.askedAt >= (options.dedupeInterval ?? DEDUPE_INTERVAL)) {
      void this.#sync([key], 'mount');
    }
    return () => {
      if (entry.subscriptions.delete(subscription)) {
        this.#subscriptions--;
        if (entry.subscriptions.size === 0) {
          entry.rest();
        }
        this.#watch();
      }
    };
  }

  /** The present state of a key. The same object as long as nothing about it changes. */
  getState<K extends KeyOf<Keys>>(key: K): KeyState<Keys[K]>;
  getState<T = unknown>(key: string): KeyState<T>;
  getState(key: string): KeyState {
    return this.#entry(key).state;
  }

  /** The state of a key that the page was rendered with by a server, or else that of a key nobody has asked for yet. */
  getServerState<T = unknown>(key: string): KeyState<T> {
    return this.#entry(key).serverState as KeyState<T>;
  }

  /** One key as an object of its own, followed live while somebody subscribes to it. */
  realtime<K extends KeyOf<Keys>>(key: K, options?: SubscribeOptions<Keys[K]>): RealityHandle<Keys[K]>;
  realtime<T = unknown>(key: string, options?: SubscribeOptions<T>): RealityHandle<T>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
  realtime(key: string, options: SubscribeOptions<any> = {}): RealityHandle<any> {
    const all = { live: 'poll', ...options } as const;
    return {
      key,
      getState: () => this.getState(key),
      subscribe: (listener) => this.subscribe(key, listener, all),
      sync: () => this.syncKeys([key]),
      invalidate: () => this.invalidate(key),
      mutate: (change, how) => this.mutate(key, change, how),
    };
  }

  // --- Asking ---------------------------------------------------------------------------------------------------------

  /** Asks for these keys. Resolves when the answer is there and what changed has been loaded; it never rejects. */
  syncKeys(keys: readonly string[], hint: SyncHint = 'interaction'): Promise<SyncOutcome> {
    return this.#sync(keys, hint);
  }

  /** Asks for every key that somebody subscribes to. */
  syncAll(hint: SyncHint = 'interaction'): Promise<SyncOutcome> {
    return this.#sync(
      [...this.#watched()].map(({ key }) => key),
      hint,
    );
  }

  /**
   * Declares the data of keys to be out of date: they are loaded again, whatever their version is. With `publish`, all
   * clients are told, by `POST /reality/invalidate`, which a server refuses unless it was configured to allow it.
   *
   * @throws RealityError if publishing was refused
   */
  async invalidate(keys: string | readonly string[], options: { publish?: boolean } = {}): Promise<SyncOutcome> {
    const list = typeof keys === 'string' ? [keys] : keys;
    if (options.publish) {
      await limited(this.#settings.timeout, this.#end.signal, (signal) =>
        this.#settings.transport.invalidate(this.#settings.pool.current.url, list, signal),
      );
    }
    list.forEach((key) => {
      this.#entry(key).invalidate();
    });
    return this.#sync(list, options.publish ? 'mutation' : 'interaction');
  }

  /**
   * Changes something on the server, and shows the outcome before it is known: `optimisticUpdate` applies to the data of
   * the key until data that contain the change have been loaded, or the change has failed. It may meet data that contain
   * it already, for a moment, so it should recognize its own change, by an id for example.
   *
   * @returns what `change` returns; rejects if it rejects
   */
  mutate<K extends KeyOf<Keys>, R>(
    key: K,
    change: () => Promise<R> | R,
    options?: MutateOptions<Keys[K], R>,
  ): Promise<R>;
  mutate<T, R>(key: string, change: () => Promise<R> | R, options?: MutateOptions<T, R>): Promise<R>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
  async mutate<R>(key: string, change: () => Promise<R> | R, options: MutateOptions<any, R> = {}): Promise<R> {
    const entry = this.#entry(key);
    const optimistic = options.optimisticUpdate as ((current: unknown) => unknown) | undefined;
    const pending = optimistic && entry.change(optimistic);
    const others = options.invalidateKeys ?? [];
    let result: R;
    try {
      result = await change();
    } catch (reason) {
      if (pending) {
        entry.settle(pending, options.rollbackOnError === false ? ++this.#ticks : undefined);
      }
      void this.#sync([key], 'mutation'); // it may have happened all the same
      options.onError?.(reason as Error);
      throw reason;
    }
    if (pending) {
      entry.settle(pending, ++this.#ticks);
    }
    others.forEach((other) => {
      this.#entry(other).invalidate();
    });
    void this.#sync([key, ...others], 'mutation');
    options.onSuccess?.(result);
    return result;
  }

  // --- What is known --------------------------------------------------------------------------------------------------

  /** Listens to an event until the returned function is called. */
  on<E extends keyof RealityEvents>(event: E, listener: (detail: RealityEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** The version of the data of a key, 0 for none. */
  getVersion(key: string): number {
    return this.#entries.get(key)?.known ?? 0;
  }

  getStats(): RealityStats {
    return { ...this.#settings.stats, keys: this.#entries.size, subscriptions: this.#subscriptions };
  }

  getServerStatus(): ServerStatus[] {
    return this.#settings.pool.status();
  }

  /** Whether a server is being asked or data are being fetched for any key. */
  isAnySyncing(): boolean {
    return [...this.#entries.values()].some((entry) => entry.isBusy);
  }

  /** Loads the data of keys whose subscribers have no fetcher of their own. */
  setDefaultFetcher(fetcher: Fetcher | undefined): void {
    this.#settings.fetcher = fetcher;
  }

  /** Goes on from data that were loaded elsewhere. What is here and newer stays. */
  hydrate(state: RealityState): void {
    for (const [key, data] of Object.entries(state.keys)) {
      this.#entry(key).hydrate(data);
    }
  }

  /** Ends all requests, timers and listeners. Subscribers hear nothing any more. */
  destroy(): void {
    this.#end.abort();
    for (const entry of this.#entries.values()) {
      entry.subscriptions.clear();
      entry.rest();
    }
    this.#subscriptions = 0;
    this.#watch();
  }

  // --- Inside ---------------------------------------------------------------------------------------------------------

  #entry(key: string): KeyEntry {
    let entry = this.#entries.get(key);
    if (!entry) {
      const known = this.#settings.initialKnown ?? {};
      entry = new KeyEntry(key, this.#settings, Object.hasOwn(known, key) ? (known[key] ?? 0) : 0);
      this.#forgetUnused();
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #forgetUnused(): void {
    for (const [key, entry] of this.#entries) {
      if (entry.subscriptions.size === 0 && !entry.isBusy && Date.now() - entry.unusedSince > MEMORY) {
        this.#entries.delete(key);
      }
    }
  }

  #watched(): KeyEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.subscriptions.size > 0);
  }

  async #sync(keys: readonly string[], hint: SyncHint): Promise<SyncOutcome> {
    if (keys.length === 0 || this.#end.signal.aborted) {
      return { changed: [] };
    }
    const entries = [...new Set(keys)].map((key) => this.#entry(key));
    const before = entries.map((entry) => entry.seen);
    entries.forEach((entry) => {
      entry.asked();
    });
    const error = await this.#syncer.request(keys, hint);
    entries.forEach((entry) => {
      entry.answered(error);
    });
    await Promise.all(entries.map((entry) => entry.idle()));
    const changed = entries.filter((entry, at) => entry.seen !== before[at]).map(({ key }) => key);
    return { changed, ...(error && { error }) };
  }

  #received({ response: { changed, denied }, known, serverId, since, isHeld }: Heard): void {
    for (const key of Object.keys(known)) {
      const entry = this.#entries.get(key);
      if (denied.includes(key)) {
        entry?.deny(new RealityError(`Not allowed to watch ${key}`, 403));
      } else if (Object.hasOwn(changed, key)) {
        entry?.learn(changed[key], since, serverId);
      } else if (!isHeld) {
        entry?.learn(undefined, since, serverId);
      }
    }
  }

  // --- Occasions ------------------------------------------------------------------------------------------------------

  /** Begins or ends what a client does by itself, now that there are subscribers or none, or others than before. */
  #watch(): void {
    if (!this.#isClient) {
      return;
    }
    if (this.#subscriptions > 0 && !this.#endWatch) {
      const { focus, online } = this.#platform;
      const { mode, pollingInterval = mode === 'polling-compat' ? POLLING_INTERVAL : 0 } = this.#settings;
      const timer =
        pollingInterval &&
        setInterval(() => {
          if (this.#isAwake) {
            void this.syncAll('poll');
          }
        }, pollingInterval);
      const ends = [
        focus.subscribe(() => {
          if (this.#isAwake && Date.now() - this.#lookedAt > ONE_LOOK) {
            this.#lookedAt = Date.now();
            this.#occasion('refetchOnFocus', this.#settings.syncOnFocus, 'focus');
          }
          this.#follow();
        }),
        online.subscribe(() => {
          if (online.get()) {
            this.#settings.pool.forgive();
            this.#syncer.live?.forgive();
            this.#syncer.wake();
            this.#occasion('refetchOnReconnect', this.#settings.syncOnReconnect, 'reconnect');
          }
          this.#follow();
        }),
      ];
      this.#endWatch = () => {
        clearInterval(timer);
        ends.forEach((end) => {
          end();
        });
      };
    } else if (this.#subscriptions === 0) {
      this.#endWatch?.();
      this.#endWatch = undefined;
    }
    this.#follow();
  }

  get #isAwake(): boolean {
    return this.#platform.focus.get() && this.#platform.online.get();
  }

  #isDue(entry: KeyEntry, { options }: Subscription): boolean {
    const { lastSyncAt = -Infinity, isStale } = entry.state;
    return isStale || Date.now() - lastSyncAt >= (options.staleTime ?? 0);
  }

  #occasion(option: 'refetchOnFocus' | 'refetchOnReconnect', preset: boolean, hint: SyncHint): void {
    const due = this.#watched().filter((entry) =>
      [...entry.subscriptions].some(
        (subscription) => (subscription.options[option] ?? preset) && this.#isDue(entry, subscription),
      ),
    );
    void this.#sync(
      due.map(({ key }) => key),
      hint,
    );
  }

  // --- The held request -----------------------------------------------------------------------------------------------

  /** Tells what follows live, which is loaded when it is first needed, that its keys may be others now. */
  #follow(): void {
    if (!this.#wantsLive) {
      return;
    }
    this.#live ??= import('./Live.js').then(
      ({ Live }) =>
        (this.#syncer.live = new Live(this.#settings, this.#syncer, () => (this.#isAwake ? this.#watched() : []))),
    );
    this.#live.then(
      (live) => {
        live.follow();
      },
      () => {
        this.#live = undefined; // could not be loaded: again at the next occasion
      },
    );
  }
}

/** Makes a client; `Keys` says what kind of data each key has, where module augmentation does not. */
export function createRealityClient<Keys = RealityKeys>(options?: RealityClientOptions): RealityClient<Keys> {
  return new RealityClient<Keys>(options);
}

function endpoints({ servers = [], endpoint }: { servers?: readonly string[]; endpoint: string }) {
  const [first = endpoint, ...others] = servers.map((url) => url.replace(/(\/reality)?\/*$/, '/reality'));
  return [first.replace(/\/+$/, ''), ...others] as const;
}

function withoutUndefined<T extends object>(options: T): { [M in keyof T]: Exclude<T[M], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
