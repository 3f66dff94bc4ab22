import { useCallback, useMemo, useSyncExternalStore } from 'react';
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
  const {
    keys: own,
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
      const ends = own.map((key) => client.subscribe<T>(key, listener, latest));
      return () => {
        ends.forEach((end) => {
          end();
        });
      };
    },
    [client, own, latest],
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
      sync: () => client.syncKeys(own),
      invalidate: () => client.invalidate(own),
    };
  }, [client, own, now]);
}

/** Reads the states of several keys: the list is the same one as long as none of them changes. */
function listOf<T>(keys: readonly string[], read: (key: string) => KeyState<T>): () => readonly KeyState<T>[] {
  let states: readonly KeyState<T>[] = [];
  return () => {
    const next = keys.map(read);
    return (states = next.every((state, at) => state === states[at]) ? states : next);
  };
}
