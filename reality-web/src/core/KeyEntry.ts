import { backoff, LONGEST_PAUSE } from './backoff.js';
import { guarded } from './Emitter.js';
import { limited } from './limited.js';
import { RealityError } from './RealityError.js';
import { reuse } from './reuse.js';
import type { Settings } from './Settings.js';
import { validated } from './StandardSchema.js';
import type { Fetcher, HydratedKey, KeyMeta, KeyState, SubscribeOptions } from './types.js';
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
  done?: Promise<void>;
}

interface OptimisticChange {
  readonly apply: (current: unknown) => unknown;
  /** The tick at which the server had answered the mutation. */
  settledAt: number;
  /** The first load that is sure to contain the mutation: the change is dropped when one at or after it lands. */
  coveredBy: number;
}

/** Two: what is newer need not wait for an old fetch that is slow, and a key that changes without end starts no more. */
const MOST_LOADS = 2;

/**
 * Everything about one key.
 *
 * Versions are compared for inequality only. `#seen` is what the servers said last, `#meta` describes the data. They
 * differ while something is to be loaded: a load that fails changes neither, so nothing is ever taken for done that is
 * not. Loads are numbered, and one that lands after a later one is dropped.
 *
 * Optimistic changes are a log of functions over the server's data. One leaves the log when its mutation has failed, or
 * when data have landed that are sure to contain it. Those are: the data of a version named by a sync that began after the
 * mutation had been answered.
 */
export class KeyEntry {
  readonly key: string;
  readonly subscriptions = new Set<Subscription>();
  /** When the last subscriber left, and when the key was last asked for; in milliseconds since 1970. */
  unusedSince = Date.now();
  askedAt = -Infinity;
  /** Set here only; the same object as long as nothing about the key changes. */
  state: KeyState;
  /** The state that the page was rendered with by a server. */
  serverState: KeyState;

  readonly #settings: Settings;
  #seen: KeyMeta = { version: 0, hash: '', source: '', serverId: undefined };
  #meta: KeyMeta | undefined;
  #serverData: unknown;
  /** The server's data with the optimistic changes applied. */
  #data: unknown;
  #error: Error | undefined;
  #lastSyncAt: number | undefined;
  #asking = 0;

  #sequence = 0;
  #landed = 0;
  /** Loads up to this one do not count: the data were declared out of date after they had begun. */
  #fence = -1;
  /** The version is known, and nobody could fetch the data. */
  #isBare = false;
  readonly #loads = new Set<Load>();
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  #changes: OptimisticChange[] = [];

  constructor(key: string, settings: Settings, initialVersion: number) {
    this.key = key;
    this.#settings = settings;
    if (initialVersion > 0) {
      this.#meta = this.#seen = { ...this.#seen, version: initialVersion };
    }
    this.serverState = this.state = this.#read();
  }

  /** The version of the data, 0 for none: what a sync says is known. */
  get known(): number {
    return this.#isInvalid ? 0 : (this.#meta?.version ?? 0);
  }

  /** The version that the servers named last, loaded or not: what a held request waits for a change of. */
  get seen(): number {
    return this.#seen.version;
  }

  get isBusy(): boolean {
    return this.#asking > 0 || this.#loads.size > 0;
  }

  get #isInvalid(): boolean {
    return this.#landed <= this.#fence;
  }

  get #needsLoad(): boolean {
    return this.#isInvalid || !this.#isLoaded || this.#meta?.version !== this.seen;
  }

  /** A version without data is enough as long as nobody can fetch any. */
  get #isLoaded(): boolean {
    return this.#meta !== undefined && !(this.#isBare && this.#source[0]);
  }

  get #source(): readonly [Fetcher | undefined, SubscribeOptions | undefined] {
    const options = [...this.subscriptions].reverse().find((subscription) => subscription.options.fetcher)?.options;
    return [options?.fetcher ?? this.#settings.fetcher, options];
  }

  // --- What happens to it ---------------------------------------------------------------------------------------------

  hydrate({ version, hash, source, data, at }: HydratedKey): void {
    if (this.#meta && at <= (this.#lastSyncAt ?? 0)) {
      return;
    }
    this.#seen = { version, hash, source, serverId: undefined };
    this.#land(this.#newLoad(), data);
    this.#lastSyncAt = at;
    this.publish();
    this.serverState = this.state;
  }

  /** A sync that includes the key begins. */
  asked(): void {
    this.#asking++;
    this.askedAt = Date.now();
    this.publish();
  }

  /** The sync could not be answered, or has been (`error` undefined). */
  answered(error: Error | undefined): void {
    this.#asking--;
    if (error) {
      this.#fail(error);
    } else {
      this.#lastSyncAt = Date.now();
      if (!this.#needsLoad) {
        this.#error = undefined;
      }
    }
    this.publish();
  }

  /**
   * A server has named the version (or confirmed it, with `change` undefined), in answer to a sync that began at the tick
   * `since`: it covers all mutations that were answered before.
   */
  learn(change: KeyChange | undefined, since: number, serverId: string | undefined): void {
    if (change) {
      const { version, hash, source } = change;
      const isNews = version !== this.seen;
      this.#seen = { version, hash, source, serverId };
      if (change.payload !== undefined) {
        this.#land(this.#newLoad(), change.payload);
      }
      if (isNews) {
        this.#settings.stats.changes++;
        this.#settings.emit('node:update', { key: this.key, ...this.#seen });
      }
    }
    this.#lastSyncAt = Date.now();
    this.load();
    this.#cover(since);
    this.publish();
  }

  /** The server does not let this caller watch the key. */
  deny(error: Error): void {
    this.#fail(error);
    this.publish();
  }

  /** Declares the data to be out of date, whatever the version says. */
  invalidate(): void {
    this.#fence = this.#sequence;
    this.publish();
  }

  /** Adds an optimistic change, and returns it for {@link settle}. */
  change(apply: (current: unknown) => unknown): OptimisticChange {
    const change: OptimisticChange = { apply, settledAt: Infinity, coveredBy: Infinity };
    this.#changes.push(change);
    this.#apply();
    this.publish();
    return change;
  }

  /** The mutation has succeeded at this tick, or its change is to be taken back (no tick). */
  settle(change: OptimisticChange, tick?: number): void {
    if (tick) {
      change.settledAt = tick;
    } else {
      change.coveredBy = 0;
    }
    this.#apply();
    this.publish();
  }

  // --- Loading ----------------------------------------------------------------------------------------------------------

  /** Loads what the servers named last, unless that is on its way already. */
  load(): void {
    if (!this.#needsLoad || this.#loads.size >= MOST_LOADS || this.#onItsWay) {
      return;
    }
    clearTimeout(this.#retry);
    const [fetcher, options] = this.#source;
    const load = this.#newLoad();
    if (!fetcher) {
      this.#land(load, this.#serverData);
      this.#isBare = true;
      return;
    }
    this.#loads.add(load);
    this.#settings.stats.fetches++;
    load.done = this.#fetch(load, fetcher, options?.schema).then(
      (data) => {
        this.#loads.delete(load);
        this.#land(load, data);
        if (data === undefined) {
          this.#settings.emit('node:delete', { key: this.key });
        }
        this.load();
        this.publish();
      },
      (error: unknown) => {
        this.#loads.delete(load);
        const counts = this.#counts(load);
        if (counts) {
          this.#fail(error instanceof Error ? error : new RealityError(String(error)));
          this.#retryLater();
        }
        if (!counts || load.meta.version !== this.seen) {
          this.load(); // it has been overtaken: what is wanted now is not what failed
        }
        this.publish();
      },
    );
  }

  /** There is another subscriber, who may bring a fetcher: what could not be loaded so far is tried again. */
  resume(): void {
    if (this.#lastSyncAt !== undefined) {
      this.load();
      this.publish();
    }
  }

  /** Resolves when what is being loaded now has landed or failed. */
  async idle(): Promise<void> {
    for (const { done } of [...this.#loads]) {
      await done;
    }
  }

  #newLoad(): Load {
    return { sequence: ++this.#sequence, meta: this.#seen };
  }

  /** Whether nothing that is newer has landed, nor the data been declared out of date since. */
  #counts({ sequence }: Load): boolean {
    return sequence > Math.max(this.#landed, this.#fence);
  }

  get #onItsWay(): Load | undefined {
    return [...this.#loads].find((load) => this.#counts(load) && load.meta.version === this.seen);
  }

  #fetch({ meta: { version, hash } }: Load, fetcher: Fetcher, schema: SubscribeOptions['schema']): Promise<unknown> {
    const { timeout, signal } = this.#settings;
    return limited(timeout, signal, async (inner) => {
      const data = await fetcher(this.key, { key: this.key, version, hash, signal: inner });
      return schema && data !== undefined ? validated(schema, this.key, data) : data;
    });
  }

  #land(load: Load, data: unknown): void {
    if (load.sequence <= this.#landed) {
      return;
    }
    this.#landed = load.sequence;
    this.#serverData = reuse(this.#serverData, data);
    this.#meta = load.meta;
    this.#isBare = false;
    this.#error = undefined;
    this.#failures = 0;
    this.#apply();
  }

  #fail(error: Error): void {
    this.#error = error;
    for (const { options } of [...this.subscriptions]) {
      guarded(() => options.onError?.(error, this.key));
    }
  }

  /** Soon at first, and in the end every 30 s, as long as somebody subscribes. */
  #retryLater(): void {
    const { maxRetries, retryBaseDelay } = this.#settings;
    const pause = this.#failures < maxRetries ? backoff(this.#failures, retryBaseDelay) : LONGEST_PAUSE;
    this.#failures++;
    clearTimeout(this.#retry);
    if (this.subscriptions.size > 0) {
      this.#retry = setTimeout(() => {
        this.load();
        this.publish();
      }, pause);
    }
  }

  /** No subscriber is left, or the client is destroyed. */
  rest(): void {
    this.unusedSince = Date.now();
    clearTimeout(this.#retry);
  }

  // --- Optimistic changes -----------------------------------------------------------------------------------------------

  /** What is current, by a sync that began at this tick, contains the mutations that were settled before. */
  #cover(since: number): void {
    const coveredBy = this.#needsLoad ? (this.#onItsWay?.sequence ?? this.#sequence + 1) : this.#landed;
    for (const change of this.#changes) {
      if (change.settledAt <= since) {
        change.coveredBy = Math.min(change.coveredBy, coveredBy);
      }
    }
    this.#apply();
  }

  /** Applies what is left of the log to the server's data. */
  #apply(): void {
    this.#changes = this.#changes.filter(({ coveredBy }) => coveredBy > this.#landed);
    this.#data = reuse(this.#data, this.#changes.reduce(applied, this.#serverData));
  }

  // --- What others see --------------------------------------------------------------------------------------------------

  /** Tells the subscribers, if anything that they can see is different. */
  publish(): void {
    const state = this.#read();
    if ((Object.keys(state) as (keyof KeyState)[]).every((name) => Object.is(state[name], this.state[name]))) {
      return;
    }
    const { isSyncing } = this.state;
    this.state = state;
    if (state.isSyncing !== isSyncing) {
      this.#settings.emit('activity', { key: this.key, isSyncing: state.isSyncing });
    }
    for (const subscription of [...this.subscriptions]) {
      if (this.subscriptions.has(subscription)) {
        guarded(() => {
          subscription.listener(state);
        });
      }
    }
  }

  #read(): KeyState {
    const isLoaded = this.#isLoaded;
    return {
      key: this.key,
      status: this.#error ? 'error' : isLoaded ? 'ready' : 'loading',
      data: this.#data,
      error: this.#error,
      isLoading: !isLoaded && !this.#error,
      isSyncing: this.isBusy,
      isStale: isLoaded && this.#needsLoad,
      meta: this.#meta,
      lastSyncAt: this.#lastSyncAt,
    };
  }
}

/** A change that throws leaves the data as they are. */
function applied(current: unknown, { apply }: OptimisticChange): unknown {
  let next = current;
  guarded(() => {
    next = apply(current);
  });
  return next;
}
