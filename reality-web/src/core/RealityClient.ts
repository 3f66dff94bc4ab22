import { embeddedTransport } from './embedded.js';
import { emitter } from './Emitter.js';
import { keyEntry } from './KeyEntry.js';
import type { KeyEntry, Subscription } from './KeyEntry.js';
import { browserPlatform, globals } from './platform.js';
import { RealityError } from './RealityError.js';
import type { Live } from './Live.js';
import type { RealityHandle } from './RealityHandle.js';
import type { ServerStatus } from './ServerPool.js';
import { serverPool } from './ServerPool.js';
import { limited } from './limited.js';
import { syncer } from './Syncer.js';
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
export interface RealityClient<Keys = RealityKeys> {
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

  /** The present state of a key. The same object as long as nothing about it changes. */
  getState<K extends KeyOf<Keys>>(key: K): KeyState<Keys[K]>;
  getState<T = unknown>(key: string): KeyState<T>;

  /** The state of a key that the page was rendered with by a server, or else that of a key nobody has asked for yet. */
  getServerState<T = unknown>(key: string): KeyState<T>;

  /** One key as an object of its own, followed live while somebody subscribes to it. */
  realtime<K extends KeyOf<Keys>>(key: K, options?: SubscribeOptions<Keys[K]>): RealityHandle<Keys[K]>;
  realtime<T = unknown>(key: string, options?: SubscribeOptions<T>): RealityHandle<T>;

  // --- Asking ---------------------------------------------------------------------------------------------------------

  /** Asks for these keys. Resolves when the answer is there and what changed has been loaded; it never rejects. */
  syncKeys(keys: readonly string[], hint?: SyncHint): Promise<SyncOutcome>;

  /** Asks for every key that somebody subscribes to. */
  syncAll(hint?: SyncHint): Promise<SyncOutcome>;

  /**
   * Declares the data of keys to be out of date: they are loaded again, whatever their version is. With `publish`, all
   * clients are told, by `POST /reality/invalidate`, which a server refuses unless it was configured to allow it.
   *
   * @throws RealityError if publishing was refused
   */
  invalidate(keys: string | readonly string[], options?: { publish?: boolean }): Promise<SyncOutcome>;

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

  // --- What is known --------------------------------------------------------------------------------------------------

  /** Listens to an event until the returned function is called. */
  on<E extends keyof RealityEvents>(event: E, listener: (detail: RealityEvents[E]) => void): () => void;

  /** The version of the data of a key, 0 for none. */
  getVersion(key: string): number;

  getStats(): RealityStats;

  getServerStatus(): ServerStatus[];

  /** Whether a server is being asked or data are being fetched for any key. */
  isAnySyncing(): boolean;

  /** Loads the data of keys whose subscribers have no fetcher of their own. */
  setDefaultFetcher(fetcher: Fetcher | undefined): void;

  /** Goes on from data that were loaded elsewhere. What is here and newer stays. */
  hydrate(state: RealityState): void;

  /** Ends all requests, timers and listeners. Subscribers hear nothing any more. */
  destroy(): void;
}

/** Makes a client; `Keys` says what kind of data each key has, where module augmentation does not. */
export function createRealityClient<Keys = RealityKeys>(options: RealityClientOptions = {}): RealityClient<Keys> {
  const given = { ...DEFAULTS, ...withoutUndefined(options) };
  const { executionMode, mode, debug, hydrationState, platform = browserPlatform() } = given;
  const { focus, online } = platform;
  const isPage = typeof window !== 'undefined' || globals.navigator?.product === 'ReactNative';
  const place = executionMode !== 'auto' ? executionMode : isPage ? 'client' : 'ssr-embedded';
  const embedded = place === 'ssr-embedded' ? embeddedTransport() : undefined;
  if (executionMode === 'ssr-embedded' && !embedded) {
    throw new RealityError('ssr-embedded needs registerEmbeddedServer');
  }
  const life = new AbortController();
  const { signal } = life;
  const { on, emit } = emitter<RealityEvents>();
  const entries = new Map<string, KeyEntry>();
  const initialKnown = new Map(Object.entries(given.initialKnown ?? {}));
  const urls = endpoints(given);
  let ticks = 0;
  let subscriptions = 0;
  let endWatch: (() => void) | undefined;
  let lookedAt = 0;
  let live: Promise<Live> | undefined;
  let wantsLive = false;

  const settings: Settings = {
    clientId: globals.crypto?.randomUUID?.(),
    transport: embedded ?? httpTransport(given.fetch),
    ...given,
    urls,
    pool: serverPool(urls, given.blacklistDuration),
    signal,
    stats: { requests: 0, failures: 0, polls: 0, fetches: 0, changes: 0 },
    tick: () => ++ticks,
    emit(event, detail) {
      if (debug) {
        (debug === true ? console.debug : debug)('reality ' + event, detail);
      }
      emit(event, detail);
    },
  };
  const { pool, stats, transport, tick } = settings;

  const entryOf = (key: string) => {
    let entry = entries.get(key);
    if (!entry) {
      forgetUnused();
      entries.set(key, (entry = keyEntry(key, settings, initialKnown.get(key) ?? 0)));
    }
    return entry;
  };

  const forgetUnused = () => {
    for (const [key, entry] of entries) {
      if (entry.isUnused()) {
        entries.delete(key);
      }
    }
  };

  const watched = () => [...entries.values()].filter((entry) => entry.subscribers.size);

  const conversation = syncer(
    settings,
    (keys) => Object.fromEntries(keys.map((key) => [key, entryOf(key).known()])),
    ({ response: { changed, denied }, known, serverId, since, isHeld }) => {
      const news = new Map(Object.entries(changed));
      for (const key of Object.keys(known)) {
        const entry = entries.get(key);
        const change = news.get(key);
        if (denied.includes(key)) {
          entry?.deny(new RealityError(`Not allowed to watch ${key}`, 403));
        } else if (change || !isHeld) {
          entry?.learn(change, since, serverId);
        }
      }
    },
  );

  const syncKeys = async (keys: readonly string[], hint: SyncHint = 'interaction'): Promise<SyncOutcome> => {
    if (!keys.length || signal.aborted) {
      return { changed: [] };
    }
    const asked = [...new Set(keys)].map(entryOf);
    const before = asked.map((entry) => entry.seen());
    const ends = asked.map((entry) => entry.ask());
    const error = await conversation.enqueue(keys, hint);
    ends.forEach((answered) => {
      answered(error);
    });
    await Promise.all(asked.map((entry) => entry.idle()));
    const changed = asked.filter((entry, at) => entry.seen() !== before[at]).map(keyOf);
    return { changed, error };
  };

  const syncAll = (hint?: SyncHint) => syncKeys(watched().map(keyOf), hint);

  // --- Occasions ------------------------------------------------------------------------------------------------------

  const isAwake = () => focus.get() && online.get();

  const isDue = (entry: KeyEntry, { options: { staleTime = 0 } }: Subscription) => {
    const { lastSyncAt = -Infinity, isStale } = entry.view();
    return isStale || Date.now() - lastSyncAt >= staleTime;
  };

  const occasion = (option: 'refetchOnFocus' | 'refetchOnReconnect', preset: boolean, hint: SyncHint) => {
    const due = watched().filter((entry) =>
      [...entry.subscribers].some(
        (subscription) => (subscription.options[option] ?? preset) && isDue(entry, subscription),
      ),
    );
    void syncKeys(due.map(keyOf), hint);
  };

  /** Begins what a client does by itself while there are subscribers, and returns what ends it. */
  const startWatch = () => {
    const { pollingInterval = mode === 'polling-compat' ? POLLING_INTERVAL : 0 } = given;
    const timer =
      pollingInterval &&
      setInterval(() => {
        if (isAwake()) {
          void syncAll('poll');
        }
      }, pollingInterval);
    const ends = [
      focus.subscribe(() => {
        if (isAwake() && Date.now() - lookedAt > ONE_LOOK) {
          lookedAt = Date.now();
          occasion('refetchOnFocus', given.syncOnFocus, 'focus');
        }
        follow();
      }),
      online.subscribe(() => {
        if (online.get()) {
          pool.forgive();
          conversation.follower?.forgive();
          conversation.wake();
          occasion('refetchOnReconnect', given.syncOnReconnect, 'reconnect');
        }
        follow();
      }),
    ];
    return () => {
      clearInterval(timer);
      ends.forEach((end) => {
        end();
      });
    };
  };

  /** There are subscribers or none, or others than before. */
  const watch = () => {
    if (place === 'client') {
      if (subscriptions) {
        endWatch ??= startWatch();
      } else {
        endWatch?.();
        endWatch = undefined;
      }
      follow();
    }
  };

  /** Tells what follows live, which is loaded when it is first needed, that its keys may be others now. */
  const follow = () => {
    if (wantsLive) {
      live ??= import('./Live.js').then(
        ({ Live }) => (conversation.follower = new Live(settings, conversation, () => (isAwake() ? watched() : []))),
      );
      live.then(
        (it) => {
          it.follow();
        },
        () => {
          live = undefined; // could not be loaded: again at the next occasion
        },
      );
    }
  };

  // --- What it can do -------------------------------------------------------------------------------------------------

  /* eslint-disable @typescript-eslint/no-explicit-any -- the interface says what they are */
  const client: RealityClient<any> = {
    subscribe(key: string, listener: (state: KeyState<never>) => void, how: SubscribeOptions<never> = {}) {
      const entry = entryOf(key);
      const subscription = { listener, options: how } as unknown as Subscription;
      entry.subscribers.add(subscription);
      entry.resume();
      subscriptions++;
      wantsLive ||= Boolean(how.live ?? mode === 'sse-compat');
      watch();
      if (isDue(entry, subscription) && Date.now() - entry.askedAt() >= (how.dedupeInterval ?? DEDUPE_INTERVAL)) {
        void syncKeys([key], 'mount');
      }
      return () => {
        if (entry.subscribers.delete(subscription)) {
          subscriptions--;
          if (!entry.subscribers.size) {
            entry.rest();
          }
          watch();
        }
      };
    },

    getState: (key: string) => entryOf(key).view() as KeyState<never>,

    getServerState: (key: string) => entryOf(key).rendered() as KeyState<never>,

    realtime: (key: string, how?: SubscribeOptions<any>): RealityHandle<any> => ({
      key,
      getState: () => client.getState(key),
      subscribe: (listener) => client.subscribe(key, listener, { live: 'poll', ...how }),
      sync: () => syncKeys([key]),
      invalidate: () => client.invalidate(key),
      mutate: (change, options) => client.mutate(key, change, options),
    }),

    syncKeys,
    syncAll,

    async invalidate(keys, { publish = false } = {}) {
      const list = typeof keys === 'string' ? [keys] : keys;
      if (publish) {
        await limited(given.timeout, signal, (inner) => transport.invalidate(pool.choose().url, list, inner));
      }
      list.forEach((key) => {
        entryOf(key).invalidate();
      });
      return syncKeys(list, publish ? 'mutation' : undefined);
    },

    async mutate<R>(
      key: string,
      change: () => Promise<R> | R,
      { optimisticUpdate, rollbackOnError, invalidateKeys = [], onSuccess, onError }: MutateOptions<any, R> = {},
    ) {
      const settle = optimisticUpdate && entryOf(key).change(optimisticUpdate);
      let result: R;
      try {
        result = await change();
      } catch (reason) {
        settle?.(rollbackOnError === false ? tick() : undefined);
        void syncKeys([key], 'mutation'); // it may have happened all the same
        onError?.(reason as Error);
        throw reason;
      }
      settle?.(tick());
      invalidateKeys.forEach((other) => {
        entryOf(other).invalidate();
      });
      void syncKeys([key, ...invalidateKeys], 'mutation');
      onSuccess?.(result);
      return result;
    },

    on,
    getVersion: (key) => entries.get(key)?.known() ?? 0,
    getStats: () => ({ ...stats, keys: entries.size, subscriptions }),
    getServerStatus: pool.status,
    isAnySyncing: () => [...entries.values()].some((entry) => entry.view().isSyncing),

    setDefaultFetcher(fetcher) {
      settings.fetcher = fetcher;
    },

    hydrate(state) {
      for (const [key, data] of Object.entries(state.keys)) {
        entryOf(key).hydrate(data);
      }
    },

    destroy() {
      life.abort();
      for (const entry of entries.values()) {
        entry.subscribers.clear();
        entry.rest();
      }
      subscriptions = 0;
      watch();
    },
  };
  /* eslint-enable @typescript-eslint/no-explicit-any */
  if (hydrationState) {
    client.hydrate(hydrationState);
  }
  return client as RealityClient<Keys>;
}

function keyOf({ key }: KeyEntry): string {
  return key;
}

function endpoints({ servers, endpoint }: { servers?: readonly string[]; endpoint: string }) {
  const urls = servers?.length
    ? servers.map((url) => url.replace(/(\/reality)?\/*$/, '/reality'))
    : [endpoint.replace(/\/*$/, '')];
  return urls as [string, ...string[]];
}

function withoutUndefined<T extends object>(options: T): { [M in keyof T]: Exclude<T[M], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
