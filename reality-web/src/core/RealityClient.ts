import { browserPlatform } from './browserPlatform.js';
import { emitter } from './emitter.js';
import { globals } from './globals.js';
import { httpTransport } from './httpTransport.js';
import { keyEntry } from './keyEntry.js';
import type { KeyEntry, Subscription } from './keyEntry.js';
import { limited } from './limited.js';
import type { Live } from './Live.js';
import { RealityError } from './RealityError.js';
import type { RealityHandle } from './RealityHandle.js';
import type { RealityPlatform } from './RealityPlatform.js';
import { registeredTransport } from './registeredTransport.js';
import { serverPool } from './serverPool.js';
import type { ServerStatus } from './serverPool.js';
import { DEFAULTS } from './Settings.js';
import type { Settings } from './Settings.js';
import { syncer } from './syncer.js';
import type { Report, Syncer } from './syncer.js';
import type {
  DehydratedState,
  Fetcher,
  KeyOf,
  KeyState,
  MutateOptions,
  RealityClientOptions,
  RealityEvents,
  RealityKeys,
  RealityStats,
  SubscribeOptions,
  SyncOutcome,
  Undeclared,
} from './types.js';
import { validKey } from './validKey.js';
import { isAwake, isDue, watchOccasions } from './watchOccasions.js';
import type { SyncHint } from './wire.js';

const DEDUPE_INTERVAL = 2000;

/**
 * Follows keys of Reality servers, and their data. `Keys` is the type of each key's data.
 *
 * A client without subscribers has no timers, no listeners and no requests, so it can be created while rendering and
 * dropped without being closed.
 */
export class RealityClient<Keys = RealityKeys> {
  readonly #settings: Settings;
  readonly #platform: RealityPlatform;
  /** Whether the client runs in a page or an app, which syncs by itself. */
  readonly #isPage: boolean;
  readonly #life = new AbortController();
  readonly #events = emitter<RealityEvents>();
  readonly #entries = new Map<string, KeyEntry>();
  readonly #initialKnown: Map<string, number>;
  readonly #syncer: Syncer;
  #ticks = 0;
  #subscriptions = 0;
  #endOccasions: (() => void) | undefined;
  #live: Promise<Live> | undefined;
  #wantsLive = false;

  constructor(options: RealityClientOptions = {}) {
    const given = { ...DEFAULTS, ...withoutUndefined(options) };
    const { executionMode, debug, hydrationState } = given;
    const hasPage = typeof window !== 'undefined' || globals.navigator?.product === 'ReactNative';
    const place = executionMode !== 'auto' ? executionMode : hasPage ? 'client' : 'ssr-embedded';
    const embedded = place === 'ssr-embedded' ? registeredTransport() : undefined;
    if (executionMode === 'ssr-embedded' && !embedded) {
      throw new RealityError('No server is registered; ssr-embedded needs registerEmbeddedServer', {
        code: 'configuration',
      });
    }
    const urls = endpoints(given);
    this.#isPage = place === 'client';
    this.#platform = given.platform ?? browserPlatform();
    this.#initialKnown = new Map(Object.entries(given.initialKnown ?? {}));
    this.#settings = {
      clientId: globals.crypto?.randomUUID?.(),
      transport: embedded ?? httpTransport(given.fetch),
      ...given,
      urls,
      pool: serverPool(urls, given.avoidFor),
      signal: this.#life.signal,
      stats: { requests: 0, failures: 0, polls: 0, fetches: 0, changes: 0 },
      tick: () => ++this.#ticks,
      emit: (event, detail) => {
        if (debug) {
          (debug === true ? console.debug : debug)('reality ' + event, detail);
        }
        this.#events.emit(event, detail);
      },
    };
    this.#syncer = syncer(
      this.#settings,
      (keys) => Object.fromEntries(keys.map((key) => [key, this.#entry(key).knownVersion()])),
      (report) => {
        this.#receive(report);
      },
    );
    if (hydrationState) {
      this.hydrate(hydrationState);
    }
  }

  // --- Following keys ------------------------------------------------------------------------------------------------

  /**
   * Follows a key until the returned function is called. The listener gets the current state, unless the key is still
   * loading, and then each new one.
   *
   * @throws RealityError with the code `invalid-key`
   */
  subscribe<K extends KeyOf<Keys>>(
    key: K,
    listener: (state: KeyState<Keys[K]>) => void,
    options?: SubscribeOptions<Keys[K]>,
  ): () => void;
  subscribe<T = unknown, K extends string = string>(
    key: Undeclared<K, Keys>,
    listener: (state: KeyState<T>) => void,
    options?: SubscribeOptions<T>,
  ): () => void;
  subscribe(key: string, listener: (state: KeyState<never>) => void, options: SubscribeOptions<never> = {}) {
    const entry = this.#entry(key);
    const subscription = { listener, options } as unknown as Subscription;
    const { live = this.#settings.mode === 'sse-compat', dedupeInterval = DEDUPE_INTERVAL } = options;
    entry.subscribers.add(subscription);
    entry.resume();
    this.#subscriptions++;
    this.#wantsLive ||= Boolean(live);
    this.#watch();
    if (isDue(entry, subscription) && Date.now() - entry.requestedAt() >= dedupeInterval) {
      void this.syncKeys([key], 'mount');
    }
    queueMicrotask(() => {
      entry.greet(subscription);
    });
    return () => {
      if (entry.subscribers.delete(subscription)) {
        this.#subscriptions--;
        if (!entry.subscribers.size) {
          entry.rest();
        }
        this.#watch();
      }
    };
  }

  /** The current state of a key. The same object until something about the key changes. */
  getState<K extends KeyOf<Keys>>(key: K): KeyState<Keys[K]>;
  getState<T = unknown, K extends string = string>(key: Undeclared<K, Keys>): KeyState<T>;
  getState(key: string): KeyState<never> {
    return this.#entry(key).state() as KeyState<never>;
  }

  /** The state of a key that a server rendered the page with, otherwise that of a new key. */
  getServerState<T = unknown>(key: string): KeyState<T> {
    return this.#entry(key).serverState() as KeyState<T>;
  }

  /** One key as a store, which is live while it has subscribers. */
  realtime<K extends KeyOf<Keys>>(key: K, options?: SubscribeOptions<Keys[K]>): RealityHandle<Keys[K]>;
  realtime<T = unknown, K extends string = string>(
    key: Undeclared<K, Keys>,
    options?: SubscribeOptions<T>,
  ): RealityHandle<T>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
  realtime(key: string, options?: SubscribeOptions<any>): RealityHandle<any> {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what they are
    const client = this as RealityClient<any>;
    return {
      key,
      getState: () => client.getState(key),
      subscribe: (listener) => client.subscribe(key, listener, { live: true, ...options }),
      sync: () => client.syncKeys([key]),
      invalidate: () => client.invalidate(key),
      mutate: (change, how) => client.mutate(key, change, how),
    };
  }

  // --- Syncing -------------------------------------------------------------------------------------------------------

  /** Syncs these keys. Resolves when the response has arrived and changed data are loaded. Never rejects. */
  async syncKeys(keys: readonly string[], hint: SyncHint = 'interaction'): Promise<SyncOutcome> {
    if (!keys.length || this.#life.signal.aborted) {
      return { changed: [] };
    }
    let entries;
    try {
      entries = [...new Set(keys)].map((key) => this.#entry(key));
    } catch (invalid) {
      return { changed: [], error: invalid as Error };
    }
    const before = entries.map((entry) => entry.latestVersion());
    const ends = entries.map((entry) => entry.beginSync());
    const error = await this.#syncer.enqueue(keys, hint);
    ends.forEach((end) => {
      end(error);
    });
    await Promise.all(entries.map((entry) => entry.idle()));
    const changed = entries.filter((entry, at) => entry.latestVersion() !== before[at]).map(keyOf);
    return { changed, error };
  }

  /** Syncs every key that has subscribers. */
  syncAll(hint?: SyncHint): Promise<SyncOutcome> {
    return this.syncKeys(this.#watched().map(keyOf), hint);
  }

  /**
   * Loads the data of keys again, regardless of their version. With `publish`, all clients do, by
   * `POST /reality/invalidate`, which a server refuses unless it is configured to allow it.
   *
   * @throws RealityError if publishing failed
   */
  async invalidate(keys: string | readonly string[], { publish = false } = {}): Promise<SyncOutcome> {
    const { timeout, signal, transport, pool } = this.#settings;
    const list = typeof keys === 'string' ? [keys] : keys;
    if (publish) {
      await limited(timeout, signal, (inner) => transport.invalidate(pool.choose().url, list, inner));
    }
    list.forEach((key) => {
      this.#entry(key).invalidate();
    });
    return this.syncKeys(list, publish ? 'mutation' : undefined);
  }

  /**
   * Changes something on the server, and shows the expected result at once: `optimisticUpdate` applies to the data of
   * the key until data that contain the change are loaded, or the change has failed. For a moment it can get data that
   * contain the change already, so it should recognize its own change, for example by an id.
   *
   * @returns the result of `change`; rejects if `change` rejects
   */
  mutate<K extends KeyOf<Keys>, R>(
    key: K,
    change: () => Promise<R> | R,
    options?: MutateOptions<R, Keys[K]>,
  ): Promise<R>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the optimistic update says what the data are
  mutate<R = unknown, T = any, K extends string = string>(
    key: Undeclared<K, Keys>,
    change: () => Promise<R> | R,
    options?: MutateOptions<R, T>,
  ): Promise<R>;
  async mutate<R>(
    key: string,
    change: () => Promise<R> | R,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
    { optimisticUpdate, rollbackOnError, invalidateKeys = [], onSuccess, onError }: MutateOptions<R, any> = {},
  ): Promise<R> {
    const { tick } = this.#settings;
    const settle = optimisticUpdate && this.#entry(key).change(optimisticUpdate);
    let result: R;
    try {
      result = await change();
    } catch (reason) {
      settle?.(rollbackOnError === false ? tick() : undefined);
      void this.syncKeys([key], 'mutation'); // the change can have happened all the same
      onError?.(reason as Error);
      throw reason;
    }
    settle?.(tick());
    invalidateKeys.forEach((other) => {
      this.#entry(other).invalidate();
    });
    void this.syncKeys([key, ...invalidateKeys], 'mutation');
    onSuccess?.(result);
    return result;
  }

  // --- State of the client -------------------------------------------------------------------------------------------

  /** Listens to an event until the returned function is called. */
  on<E extends keyof RealityEvents>(event: E, listener: (detail: RealityEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** The version of a key's data, 0 for none. */
  getVersion(key: string): number {
    return this.#entries.get(key)?.knownVersion() ?? 0;
  }

  getStats(): RealityStats {
    return { ...this.#settings.stats, keys: this.#entries.size, subscriptions: this.#subscriptions };
  }

  getServerStatus(): ServerStatus[] {
    return this.#settings.pool.status();
  }

  /** Whether a request or a fetch is in progress for any key. */
  isAnySyncing(): boolean {
    return [...this.#entries.values()].some((entry) => entry.state().isSyncing);
  }

  /** Sets the fetcher of keys whose subscribers have none. */
  setDefaultFetcher(fetcher: Fetcher | undefined): void {
    this.#settings.fetcher = fetcher;
  }

  /** Continues from data that were loaded elsewhere. Newer data of this client are kept. */
  hydrate(state: DehydratedState): void {
    for (const [key, data] of Object.entries(state.keys)) {
      this.#entry(key).hydrate(data);
    }
  }

  /** Ends all requests, timers and listeners. Listeners are not called any more. Calling this twice is harmless. */
  close(): void {
    this.#life.abort();
    for (const entry of this.#entries.values()) {
      entry.subscribers.clear();
      entry.rest();
    }
    this.#subscriptions = 0;
    this.#watch();
  }

  // --- Internals -----------------------------------------------------------------------------------------------------

  #entry(key: string): KeyEntry {
    let entry = this.#entries.get(key);
    if (!entry) {
      this.#forgetUnused();
      entry = keyEntry(validKey(key), this.#settings, this.#initialKnown.get(key) ?? 0);
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #forgetUnused(): void {
    for (const [key, entry] of this.#entries) {
      if (entry.isUnused()) {
        this.#entries.delete(key);
      }
    }
  }

  #watched(): KeyEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.subscribers.size);
  }

  /** A server, or another tab, has reported versions. */
  #receive({ response: { changed, denied }, known, serverId, since, isHeld }: Report): void {
    const changes = new Map(Object.entries(changed));
    for (const key of Object.keys(known)) {
      const entry = this.#entries.get(key);
      const change = changes.get(key);
      if (denied.includes(key)) {
        entry?.deny(new RealityError(`Not allowed to watch ${key}`, { code: 'denied', status: 403 }));
      } else if (change || !isHeld) {
        entry?.receive(change, since, serverId);
      }
    }
  }

  /** The number of subscribers, or their options, have changed. */
  #watch(): void {
    if (!this.#isPage) {
      return;
    }
    if (this.#subscriptions) {
      this.#endOccasions ??= watchOccasions(this.#settings, this.#platform, this.#syncer, {
        watched: () => this.#watched(),
        sync: (entries, hint) => void this.syncKeys(entries.map(keyOf), hint),
        changed: () => {
          this.#follow();
        },
      });
    } else {
      this.#endOccasions?.();
      this.#endOccasions = undefined;
    }
    this.#follow();
  }

  /** The live keys can have changed. The module that follows them is loaded when it is first needed. */
  #follow(): void {
    if (this.#wantsLive) {
      this.#live ??= import('./Live.js').then(({ Live }) => {
        const live = new Live(this.#settings, this.#syncer, () => (isAwake(this.#platform) ? this.#watched() : []));
        return (this.#syncer.follower = live);
      });
      this.#live.then(
        (live) => {
          live.follow();
        },
        () => {
          this.#live = undefined; // loading the module failed; the next occasion retries
        },
      );
    }
  }
}

function keyOf({ key }: KeyEntry): string {
  return key;
}

/** The addresses of the Reality endpoints, without the path of the sync endpoint. */
function endpoints({ servers, endpoint }: { servers?: readonly string[]; endpoint: string }) {
  const urls = servers?.length
    ? servers.map((url) => url.replace(/(\/reality(\/sync)?)?\/*$/, '/reality'))
    : [endpoint.replace(/(\/sync)?\/*$/, '')];
  return urls as [string, ...string[]];
}

function withoutUndefined<T extends object>(options: T): { [M in keyof T]: Exclude<T[M], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
