import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { RealityClient } from '../core/RealityClient.js';
import type { KeyState, SubscribeOptions, SyncOutcome } from '../core/types.js';
import { useLatest } from './useLatest.js';
import { useRealityClient } from './useRealityClient.js';

/** What a component knows of several keys. */
export interface UseRealityMultipleResult<T> {
  /** The data of those keys that have any. */
  readonly data: Readonly<Record<string, T>>;
  readonly states: Readonly<Record<string, KeyState<T>>>;
  /** The first error among them. */
  readonly error: Error | undefined;
  /** Whether any of them is. */
  readonly isLoading: boolean;
  readonly isSyncing: boolean;
  readonly isStale: boolean;
  readonly sync: () => Promise<SyncOutcome>;
  readonly invalidate: () => Promise<SyncOutcome>;
}

/** Follows several keys. The component renders when one of them changes. */
export function useRealityMultiple<T = unknown>(
  keys: readonly string[],
  options: SubscribeOptions<T> = {},
): UseRealityMultipleResult<T> {
  const client = useRealityClient();
  const latest = useLatest(options) as SubscribeOptions<T>;
  const list = JSON.stringify(keys);
  const group = useMemo(() => new KeyGroup<T>(client, JSON.parse(list) as string[]), [client, list]);
  const subscribe = useCallback((listener: () => void) => group.subscribe(listener, latest), [group, latest]);
  const states = useSyncExternalStore(subscribe, group.states, group.serverStates);
  return useMemo(() => {
    const loaded = states.filter(({ data }) => data !== undefined);
    return {
      data: Object.fromEntries(loaded.map(({ key, data }) => [key, data as T])),
      states: Object.fromEntries(states.map((state) => [state.key, state])),
      error: states.find(({ error }) => error)?.error,
      isLoading: states.some(({ isLoading }) => isLoading),
      isSyncing: states.some(({ isSyncing }) => isSyncing),
      isStale: states.some(({ isStale }) => isStale),
      sync: () => client.syncKeys(group.keys),
      invalidate: () => client.invalidate(group.keys),
    };
  }, [client, group, states]);
}

/** Keys as one store: its snapshot is the same list as long as none of them changes. */
class KeyGroup<T> {
  readonly keys: readonly string[];
  readonly #client: RealityClient;
  #states: KeyState<T>[] = [];
  #serverStates: KeyState<T>[] = [];

  constructor(client: RealityClient, keys: readonly string[]) {
    this.#client = client;
    this.keys = [...new Set(keys)];
  }

  subscribe(listener: () => void, options: SubscribeOptions<T>): () => void {
    const ends = this.keys.map((key) => this.#client.subscribe<T>(key, listener, options));
    return () => {
      ends.forEach((end) => {
        end();
      });
    };
  }

  readonly states = () =>
    (this.#states = same(
      this.#states,
      this.keys.map((key) => this.#client.getState<T>(key)),
    ));

  readonly serverStates = () =>
    (this.#serverStates = same(
      this.#serverStates,
      this.keys.map((key) => this.#client.getServerState<T>(key)),
    ));
}

function same<T>(old: T[], next: T[]): T[] {
  return old.length === next.length && next.every((state, at) => state === old[at]) ? old : next;
}
