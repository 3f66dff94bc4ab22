import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { KeyState, SubscribeOptions, SyncOutcome } from '../core/types.js';
import { useLatest } from './useLatest.js';
import { useRealityClient } from './useRealityClient.js';

/** The states of several keys, for a component. */
export interface UseRealityKeysResult<T> {
  /** The data of the keys that have any. */
  readonly data: Readonly<Record<string, T>>;
  readonly states: Readonly<Record<string, KeyState<T>>>;
  /** The first error of any key. */
  readonly error: Error | undefined;
  /** Whether any key is loading. */
  readonly isLoading: boolean;
  readonly isSyncing: boolean;
  readonly isStale: boolean;
  readonly sync: () => Promise<SyncOutcome>;
  readonly invalidate: () => Promise<SyncOutcome>;
}

/** Follows several keys with one request. The component renders when one of them changes. */
export function useRealityKeys<T = unknown>(
  keys: readonly string[],
  options: SubscribeOptions<T> = {},
): UseRealityKeysResult<T> {
  const client = useRealityClient();
  const latest = useLatest(options) as SubscribeOptions<T>;
  const list = JSON.stringify(keys);
  const {
    keys: unique,
    states,
    serverStates,
  } = useMemo(() => {
    const all = [...new Set(JSON.parse(list) as string[])];
    return {
      keys: all,
      states: listOf(all, (key) => client.getState<T>(key)),
      serverStates: listOf(all, (key) => client.getServerState<T>(key)),
    };
  }, [client, list]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = unique.map((key) => client.subscribe<T>(key, listener, latest));
      return () => {
        ends.forEach((end) => {
          end();
        });
      };
    },
    [client, unique, latest],
  );
  const now = useSyncExternalStore(subscribe, states, serverStates);
  return useMemo(() => {
    const loaded = now.filter(({ data }) => data !== undefined);
    return {
      data: Object.fromEntries(loaded.map(({ key, data }) => [key, data as T])),
      states: Object.fromEntries(now.map((state) => [state.key, state])),
      error: now.find(({ error }) => error)?.error,
      isLoading: now.some(({ isLoading }) => isLoading),
      isSyncing: now.some(({ isSyncing }) => isSyncing),
      isStale: now.some(({ isStale }) => isStale),
      sync: () => client.syncKeys(unique),
      invalidate: () => client.invalidate(unique),
    };
  }, [client, unique, now]);
}

/** Reads the states of several keys. The list is the same until one of them changes. */
function listOf<T>(keys: readonly string[], read: (key: string) => KeyState<T>): () => readonly KeyState<T>[] {
  let states: readonly KeyState<T>[] = [];
  return () => {
    const next = keys.map(read);
    return (states = next.every((state, at) => state === states[at]) ? states : next);
  };
}
