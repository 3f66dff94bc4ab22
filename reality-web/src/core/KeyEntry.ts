import { backoff, LONGEST_PAUSE } from './backoff.js';
import { guarded } from './Emitter.js';
import { limited } from './limited.js';
import { RealityError } from './RealityError.js';
import { reuse } from './reuse.js';
import type { Settings } from './Settings.js';
import { validated } from './StandardSchema.js';
import type { HydratedKey, KeyMeta, KeyState, SubscribeOptions } from './types.js';
import type { KeyChange } from './wire.js';

/** One subscriber of a key. Its options may be changed in place by its owner, so they are read when they are needed. */
export interface Subscription {
  readonly listener: (state: KeyState) => void;
  readonly options: SubscribeOptions;
}

interface Load {
  readonly sequence: number;
  readonly meta: KeyMeta;
  /** Resolves when it has landed or failed. */
  landing?: Promise<void>;
}

interface OptimisticChange {
  readonly effect: (current: unknown) => unknown;
  /** The tick at which the server had answered the mutation. */
  settledAt: number;
  /** The first load that is sure to contain the mutation: the change is dropped when one at or after it lands. */
  coveredBy: number;
}

/** Milliseconds that a key without subscribers is remembered. */
const MEMORY = 300_000;

/** Two: what is newer need not wait for an old fetch that is slow, and a key that changes without end starts no more. */
const MOST_LOADS = 2;

/** Everything about one key; see {@link keyEntry}. */
export type KeyEntry = ReturnType<typeof keyEntry>;

/**
 * Everything about one key.
 *
 * Versions are compared for inequality only. `seen` is what the servers said last, `meta` describes the data. They
 * differ while something is to be loaded: a load that fails changes neither, so nothing is ever taken for done that is
 * not. Loads are numbered, and one that lands after a later one is dropped.
 *
 * Optimistic changes are a log of functions over the server's data. One leaves the log when its mutation has failed, or
 * when data have landed that are sure to contain it. Those are: the data of a version named by a sync that began after the
 * mutation had been answered.
 */
export function keyEntry(key: string, settings: Settings, initialVersion: number) {
  const { stats, emit, timeout, signal, maxRetries, retryBaseDelay } = settings;
  const subscribers = new Set<Subscription>();
  let unusedSince = Date.now();
  let askedAt = -Infinity;

  let seen: KeyMeta = { version: initialVersion, hash: '', source: '', serverId: undefined };
  let meta = initialVersion > 0 ? seen : undefined;
  let serverData: unknown;
  /** The server's data with the optimistic changes applied. */
  let data: unknown;
  let error: Error | undefined;
  let lastSyncAt: number | undefined;
  let asking = 0;

  let sequence = 0;
  let landed = 0;
  /** Loads up to this one do not count: the data were declared out of date after they had begun. */
  let fence = -1;
  /** The version is known, and nobody could fetch the data. */
  let isBare = false;
  const loads = new Set<Load>();
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  let changes: OptimisticChange[] = [];

  const isInvalid = () => landed <= fence;

  /** A version without data is enough as long as nobody can fetch any. */
  const isLoaded = () => meta !== undefined && !(isBare && source().fetcher);

  const needsLoad = () => isInvalid() || !isLoaded() || meta?.version !== seen.version;

  /** Who fetches, and the schema that belongs to it. */
  const source = (): Pick<SubscribeOptions, 'fetcher' | 'schema'> =>
    [...subscribers].findLast(({ options }) => options.fetcher)?.options ?? settings;

  // --- Loading ----------------------------------------------------------------------------------------------------------

  const newLoad = (): Load => ({ sequence: ++sequence, meta: seen });

  /** Whether nothing that is newer has landed, nor the data been declared out of date since. */
  const counts = (load: Load) => load.sequence > Math.max(landed, fence);

  const isCurrent = (load: Load) => counts(load) && load.meta.version === seen.version;

  const onItsWay = () => [...loads].find(isCurrent);

  /** Loads what the servers named last, unless that is on its way already. */
  const load = () => {
    if (needsLoad() && loads.size < MOST_LOADS && !onItsWay()) {
      clearTimeout(retry);
      const own = newLoad();
      if (source().fetcher) {
        loads.add(own);
        own.landing = fetchData(own);
      } else {
        land(own, serverData);
        isBare = true;
      }
    }
  };

  const fetchData = async (own: Load) => {
    const { fetcher, schema } = source();
    const { version, hash } = own.meta;
    stats.fetches++;
    try {
      const fetched = await limited(timeout, signal, async (inner) => {
        const value = await fetcher?.(key, { key, version, hash, signal: inner });
        return schema && value !== undefined ? validated(schema, key, value) : value;
      }).finally(() => loads.delete(own));
      land(own, fetched);
      if (fetched === undefined) {
        emit('node:delete', { key });
      }
      load();
    } catch (failure) {
      const isWanted = isCurrent(own);
      if (counts(own)) {
        fail(failure instanceof Error ? failure : new RealityError(String(failure)));
        retryLater();
      }
      if (!isWanted) {
        load(); // it has been overtaken: what is wanted now is not what failed
      }
    }
    publish();
  };

  const land = (own: Load, value: unknown) => {
    if (own.sequence > landed) {
      landed = own.sequence;
      serverData = reuse(serverData, value);
      meta = own.meta;
      isBare = false;
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

  /** Soon at first, and in the end every 30 s, as long as somebody subscribes. */
  const retryLater = () => {
    const pause = failures < maxRetries ? backoff(failures, retryBaseDelay) : LONGEST_PAUSE;
    failures++;
    clearTimeout(retry);
    if (subscribers.size) {
      retry = setTimeout(resume, pause);
    }
  };

  /** There is another subscriber, who may bring a fetcher: what could not be loaded so far is tried again. */
  const resume = () => {
    if (lastSyncAt) {
      load();
      publish();
    }
  };

  // --- Optimistic changes -----------------------------------------------------------------------------------------------

  /** What is current, by a sync that began at this tick, contains the mutations that were settled before. */
  const cover = (since: number) => {
    const coveredBy = needsLoad() ? (onItsWay()?.sequence ?? sequence + 1) : landed;
    for (const change of changes) {
      if (change.settledAt <= since) {
        change.coveredBy = Math.min(change.coveredBy, coveredBy);
      }
    }
    applyChanges();
  };

  /** Applies what is left of the log to the server's data. */
  const applyChanges = () => {
    changes = changes.filter(({ coveredBy }) => coveredBy > landed);
    data = reuse(data, changes.reduce(applied, serverData));
  };

  // --- What others see --------------------------------------------------------------------------------------------------

  const read = (): KeyState => {
    const status = error ? 'error' : isLoaded() ? 'ready' : 'loading';
    return {
      key,
      status,
      data,
      error,
      isLoading: status === 'loading',
      isSyncing: asking + loads.size > 0,
      isStale: isLoaded() && needsLoad(),
      meta,
      lastSyncAt,
    };
  };

  let view = read();
  let rendered = view;

  /** Tells the subscribers, if anything that they can see is different. */
  const publish = () => {
    const old = view;
    const next = read();
    if (Object.entries(next).some(([name, value]) => !Object.is(value, old[name as keyof KeyState]))) {
      view = next;
      const { isSyncing } = next;
      if (isSyncing !== old.isSyncing) {
        emit('activity', { key, isSyncing });
      }
      for (const subscription of [...subscribers]) {
        if (subscribers.has(subscription)) {
          guarded(() => {
            subscription.listener(next);
          });
        }
      }
    }
  };

  // --- What happens to it ---------------------------------------------------------------------------------------------

  return {
    key,
    subscribers,
    resume,

    /** The same object as long as nothing about the key changes. */
    view: () => view,

    /** The state that the page was rendered with by a server. */
    rendered: () => rendered,

    /** When the key was last asked for, in milliseconds since 1970. */
    askedAt: () => askedAt,

    /** Whether nobody has subscribed to it for long. */
    isUnused: () => !subscribers.size && !view.isSyncing && Date.now() - unusedSince > MEMORY,

    /** The version of the data, 0 for none: what a sync says is known. */
    known: () => (isInvalid() ? 0 : (meta?.version ?? 0)),

    /** The version that the servers named last, loaded or not: what a held request waits for a change of. */
    seen: () => seen.version,

    hydrate({ data: value, at, ...named }: HydratedKey) {
      if (!meta || at > (lastSyncAt ?? 0)) {
        seen = { ...named, serverId: undefined };
        land(newLoad(), value);
        lastSyncAt = at;
        publish();
        rendered = view;
      }
    },

    /** A sync that includes the key begins. The returned function ends it, with the reason if it could not be answered. */
    ask() {
      asking++;
      askedAt = Date.now();
      publish();
      return (reason: Error | undefined) => {
        asking--;
        if (reason) {
          fail(reason);
        }
        publish();
      };
    },

    /**
     * A server has named the version (or confirmed it, with `change` undefined), in answer to a sync that began at the tick
     * `since`: it covers all mutations that were answered before.
     */
    learn(change: KeyChange | undefined, since: number, serverId: string | undefined) {
      if (change) {
        const { payload, ...named } = change;
        const isNews = named.version !== seen.version;
        seen = { ...named, serverId };
        if (payload !== undefined) {
          land(newLoad(), payload);
        }
        if (isNews) {
          stats.changes++;
          emit('node:update', { key, ...seen });
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

    /** The server does not let this caller watch the key. */
    deny(reason: Error) {
      fail(reason);
      publish();
    },

    /** Declares the data to be out of date, whatever the version says. */
    invalidate() {
      fence = sequence;
      publish();
    },

    /**
     * Adds an optimistic change. The returned function is called when its mutation has succeeded, with the tick, or without
     * one to take the change back.
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

    /** Resolves when what is being loaded now has landed or failed. */
    async idle() {
      for (const { landing } of [...loads]) {
        await landing;
      }
    },

    /** No subscriber is left, or the client is destroyed. */
    rest() {
      unusedSince = Date.now();
      clearTimeout(retry);
    },
  };
}

/** A change that throws leaves the data as they are. */
function applied(current: unknown, { effect }: OptimisticChange): unknown {
  let next = current;
  guarded(() => {
    next = effect(current);
  });
  return next;
}
