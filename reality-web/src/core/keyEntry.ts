import { backoff, LONGEST_PAUSE } from './backoff.js';
import { GONE } from './gone.js';
import { guarded } from './guarded.js';
import { limited } from './limited.js';
import { RealityError } from './RealityError.js';
import { reuse } from './reuse.js';
import type { Settings } from './Settings.js';
import type { DehydratedKey, KeyMeta, KeyState, SubscribeOptions } from './types.js';
import { validated } from './validated.js';
import type { KeyChange } from './wire.js';

/** One subscriber of a key. Its owner can modify the options, so they are read each time they are needed. */
export interface Subscription {
  readonly listener: (state: KeyState) => void;
  readonly options: SubscribeOptions;
  /** The last state that was passed to the listener. */
  notified?: KeyState;
}

interface Load {
  readonly sequence: number;
  readonly meta: KeyMeta;
  /** Resolves when the load has landed or failed. */
  done?: Promise<void>;
}

interface OptimisticChange {
  readonly effect: (current: unknown) => unknown;
  /** The tick at which the mutation succeeded. */
  settledAt: number;
  /**
   * The first load that certainly contains the mutation. The change is dropped when that load, or a later one, lands.
   */
  coveredBy: number;
}

/** Milliseconds for which a key without subscribers is kept. */
const MEMORY = 300_000;

/** Two: newer data need not wait for a slow older fetch, and a key that changes continuously cannot pile up fetches. */
const MAX_LOADS = 2;

/** Everything about one key; see {@link keyEntry}. */
export type KeyEntry = ReturnType<typeof keyEntry>;

/**
 * Everything about one key.
 *
 * Versions are compared for inequality only. `latest` is what the servers reported last; `meta` describes the data.
 * They differ while there is something to load. A failed load changes neither, so it never counts as done. Loads are
 * numbered, and a load that lands after a later one is dropped.
 *
 * Optimistic changes are a log of functions over the server's data. A change leaves the log when its mutation has
 * failed, or when data have landed that certainly contain it. Those are the data of a version reported by a sync that
 * began after the mutation succeeded.
 */
export function keyEntry(key: string, settings: Settings, initialVersion: number) {
  const { stats, emit, timeout, signal, maxRetries, retryBaseDelay } = settings;
  const subscribers = new Set<Subscription>();
  let unusedSince = Date.now();
  let requestedAt = -Infinity;

  let latest: KeyMeta = { version: initialVersion, hash: '', source: '', serverId: undefined };
  let meta = initialVersion > 0 ? latest : undefined;
  let serverData: unknown;
  /** The server's data with the optimistic changes applied. */
  let data: unknown;
  let error: Error | undefined;
  let lastSyncAt: number | undefined;
  /** Requests in progress. */
  let requests = 0;

  let sequence = 0;
  let landed = 0;
  /** Loads up to this one do not count: the data were invalidated after they began. */
  let fence = -1;
  /** The version is known, but there was no fetcher for the data. */
  let hasVersionOnly = false;
  const loads = new Set<Load>();
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  let changes: OptimisticChange[] = [];

  const isInvalid = () => landed <= fence;

  /** Without a fetcher, a version is enough. */
  const isLoaded = () => meta !== undefined && !(hasVersionOnly && source().fetcher);

  const needsLoad = () => isInvalid() || !isLoaded() || meta?.version !== latest.version;

  /** The fetcher in use, and its schema. */
  const source = (): Pick<SubscribeOptions, 'fetcher' | 'schema'> =>
    [...subscribers].findLast(({ options }) => options.fetcher)?.options ?? settings;

  // --- Loading -------------------------------------------------------------------------------------------------------

  const newLoad = (): Load => ({ sequence: ++sequence, meta: latest });

  /** Whether no later load has landed, and the data have not been invalidated since. */
  const counts = (load: Load) => load.sequence > Math.max(landed, fence);

  const isCurrent = (load: Load) => counts(load) && load.meta.version === latest.version;

  const currentLoad = () => [...loads].find(isCurrent);

  /** Loads the latest version, unless that is in progress. */
  const load = () => {
    if (needsLoad() && loads.size < MAX_LOADS && !currentLoad()) {
      clearTimeout(retry);
      const started = newLoad();
      if (source().fetcher) {
        loads.add(started);
        started.done = fetchData(started);
      } else {
        land(started, serverData);
        hasVersionOnly = true;
      }
    }
  };

  const fetchData = async (started: Load) => {
    const { fetcher, schema } = source();
    const { version, hash } = started.meta;
    stats.fetches++;
    try {
      const fetched = await limited(timeout, signal, async (inner) => {
        const value = await fetcher?.(key, { key, version, hash, signal: inner });
        if (value === undefined) {
          throw new RealityError(`The fetcher of ${key} returned undefined; return GONE if there is no such data`, {
            code: 'fetcher',
          });
        }
        return schema && value !== GONE ? validated(schema, key, value) : value;
      }).finally(() => loads.delete(started));
      const isGone = fetched === GONE;
      land(started, isGone ? undefined : fetched);
      if (isGone) {
        emit('key:gone', { key });
      }
      load();
    } catch (failure) {
      const wasCurrent = isCurrent(started);
      if (counts(started)) {
        fail(failure instanceof Error ? failure : new RealityError(String(failure), { code: 'fetcher' }));
        retryLater();
      }
      if (!wasCurrent) {
        load(); // the failed load was for an older version
      }
    }
    publish();
  };

  const land = (finished: Load, value: unknown) => {
    if (finished.sequence > landed) {
      landed = finished.sequence;
      serverData = reuse(serverData, value);
      meta = finished.meta;
      hasVersionOnly = false;
      error = undefined;
      failures = 0;
      applyChanges();
    }
  };

  const fail = (reason: Error) => {
    error = reason;
    for (const { options } of [...subscribers]) {
      guarded(() => options.onError?.(reason, key));
    }
  };

  /** Retries soon at first and finally every 30 s, as long as there are subscribers. */
  const retryLater = () => {
    const pause = failures < maxRetries ? backoff(failures, retryBaseDelay) : LONGEST_PAUSE;
    failures++;
    clearTimeout(retry);
    if (subscribers.size) {
      retry = setTimeout(resume, pause);
    }
  };

  /** Retries what could not be loaded. A new subscriber can have brought a fetcher. */
  const resume = () => {
    if (lastSyncAt) {
      load();
      publish();
    }
  };

  // --- Optimistic changes --------------------------------------------------------------------------------------------

  /** The latest version, reported by a sync that began at this tick, contains the mutations that settled before. */
  const cover = (since: number) => {
    const coveredBy = needsLoad() ? (currentLoad()?.sequence ?? sequence + 1) : landed;
    for (const change of changes) {
      if (change.settledAt <= since) {
        change.coveredBy = Math.min(change.coveredBy, coveredBy);
      }
    }
    applyChanges();
  };

  /** Drops covered changes and applies the rest to the server's data. */
  const applyChanges = () => {
    changes = changes.filter(({ coveredBy }) => coveredBy > landed);
    data = reuse(data, changes.reduce(applied, serverData));
  };

  // --- The public state ----------------------------------------------------------------------------------------------

  const read = (): KeyState => {
    const status = error ? 'error' : isLoaded() ? 'ready' : 'loading';
    return {
      key,
      status,
      data,
      error,
      isLoading: status === 'loading',
      isSyncing: requests + loads.size > 0,
      isStale: isLoaded() && needsLoad(),
      meta,
      lastSyncAt,
    };
  };

  let state = read();
  let serverState = state;

  /** Passes the state to a subscriber that does not have it yet. */
  const notify = (subscription: Subscription) => {
    if (subscribers.has(subscription) && subscription.notified !== state) {
      subscription.notified = state;
      guarded(() => {
        subscription.listener(state);
      });
    }
  };

  /** Notifies the subscribers if the state has changed. */
  const publish = () => {
    const old = state;
    const next = read();
    if (Object.entries(next).some(([name, value]) => !Object.is(value, old[name as keyof KeyState]))) {
      state = next;
      const { isSyncing } = next;
      if (isSyncing !== old.isSyncing) {
        emit('activity', { key, isSyncing });
      }
      [...subscribers].forEach(notify);
    }
  };

  return {
    key,
    subscribers,
    resume,

    /** The same object until something about the key changes. */
    state: () => state,

    /** The state that a server rendered the page with. */
    serverState: () => serverState,

    /** When the key was last part of a request, in milliseconds since 1970. */
    requestedAt: () => requestedAt,

    /** Whether the key has had no subscribers for a long time. */
    isUnused: () => !subscribers.size && !state.isSyncing && Date.now() - unusedSince > MEMORY,

    /** The version of the data, 0 for none: the known version in a sync. */
    knownVersion: () => (isInvalid() ? 0 : (meta?.version ?? 0)),

    /** The version that the servers reported last, loaded or not: the known version in a held request. */
    latestVersion: () => latest.version,

    /** Passes the state of a key that is not loading to a new subscriber, unless it has it. */
    greet(subscription: Subscription) {
      if (!state.isLoading) {
        notify(subscription);
      }
    },

    hydrate({ data: value, at, ...named }: DehydratedKey) {
      if (!meta || at > (lastSyncAt ?? 0)) {
        latest = { ...named, serverId: undefined };
        land(newLoad(), value);
        lastSyncAt = at;
        publish();
        serverState = state;
      }
    },

    /** A sync that includes the key begins. The returned function ends it, with the reason if it failed. */
    beginSync() {
      requests++;
      requestedAt = Date.now();
      publish();
      return (reason: Error | undefined) => {
        requests--;
        if (reason) {
          fail(reason);
        }
        publish();
      };
    },

    /**
     * A server has reported the version, or confirmed it (`change` is undefined), in response to a sync that began at
     * the tick `since`. The version covers all mutations that succeeded before.
     */
    receive(change: KeyChange | undefined, since: number, serverId: string | undefined) {
      if (change) {
        const { payload, ...named } = change;
        const isNew = named.version !== latest.version;
        latest = { ...named, serverId };
        if (payload !== undefined) {
          land(newLoad(), payload);
        }
        if (isNew) {
          stats.changes++;
          emit('key:change', { key, ...latest });
        }
      }
      lastSyncAt = Date.now();
      if (!needsLoad()) {
        error = undefined;
      }
      load();
      cover(since);
      publish();
    },

    /** The caller is not allowed to watch the key. */
    deny(reason: Error) {
      fail(reason);
      publish();
    },

    /** Marks the data as outdated, regardless of the version. */
    invalidate() {
      fence = sequence;
      publish();
    },

    /**
     * Adds an optimistic change. Call the returned function with the tick when the mutation has succeeded, or without
     * one to revert the change.
     */
    change(effect: OptimisticChange['effect']) {
      const change: OptimisticChange = { effect, settledAt: Infinity, coveredBy: Infinity };
      const update = () => {
        applyChanges();
        publish();
      };
      changes.push(change);
      update();
      return (tick?: number) => {
        if (tick) {
          change.settledAt = tick;
        } else {
          change.coveredBy = 0;
        }
        update();
      };
    },

    /** Resolves when the loads in progress have landed or failed. */
    async idle() {
      for (const { done } of [...loads]) {
        await done;
      }
    },

    /** Stops retries: there are no subscribers, or the client is closed. */
    rest() {
      unusedSince = Date.now();
      clearTimeout(retry);
    },
  };
}

/** A change that throws leaves the data unchanged. */
function applied(current: unknown, { effect }: OptimisticChange): unknown {
  let next = current;
  guarded(() => {
    next = effect(current);
  });
  return next;
}
