import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { RealityStats, SyncOutcome } from '../core/types.js';
import { listen } from '../core/platform.js';
import { useRealityClient } from './useRealityClient.js';

/** The whole client, for a component. */
export interface UseSyncResult {
  /** Asks for all keys that anybody follows. */
  readonly syncAll: () => Promise<SyncOutcome>;
  readonly syncKeys: (keys: readonly string[]) => Promise<SyncOutcome>;
  /** Loads the data of these keys again, whatever their version is. */
  readonly invalidate: (keys: string | readonly string[]) => Promise<SyncOutcome>;
  readonly isAnySyncing: boolean;
  readonly getVersion: (key: string) => number;
  readonly getStats: () => RealityStats;
}

/** Asks on demand, and tells whether anything is being synced. */
export function useSync(): UseSyncResult {
  const client = useRealityClient();
  const subscribe = useCallback((listener: () => void) => client.on('activity', listener), [client]);
  const isAnySyncing = useSyncExternalStore(
    subscribe,
    () => client.isAnySyncing(),
    () => false,
  );
  return useMemo(
    () => ({
      syncAll: () => client.syncAll(),
      syncKeys: (keys) => client.syncKeys(keys),
      invalidate: (keys) => client.invalidate(keys),
      isAnySyncing,
      getVersion: (key) => client.getVersion(key),
      getStats: () => client.getStats(),
    }),
    [client, isAnySyncing],
  );
}

/** Asks for these keys, or for all that anybody follows, when the component is mounted. */
export function useSyncOnMount(keys?: readonly string[]): void {
  const client = useRealityClient();
  const list = keys && JSON.stringify(keys);
  useEffect(() => {
    void (list ? client.syncKeys(JSON.parse(list) as string[], 'mount') : client.syncAll('mount'));
  }, [client, list]);
}

/** What {@link useSyncOnInteraction} listens to. */
export interface SyncOnInteractionOptions {
  /** Names of events of the window. Default `pointerdown` and `keydown`. */
  readonly events?: readonly string[];
  /** Milliseconds between two syncs at least. Default 2000. */
  readonly throttle?: number;
  /** Default: all that anybody follows. */
  readonly keys?: readonly string[];
}

/** Asks when the user does something with the page. Without a window it does nothing. */
export function useSyncOnInteraction({ events, throttle = 2000, keys }: SyncOnInteractionOptions = {}): void {
  const client = useRealityClient();
  const names = (events ?? ['pointerdown', 'keydown']).join(' ');
  const list = keys && JSON.stringify(keys);
  useEffect(() => {
    let last = -Infinity;
    const interact = () => {
      if (Date.now() - last >= throttle) {
        last = Date.now();
        void (list ? client.syncKeys(JSON.parse(list) as string[]) : client.syncAll());
      }
    };
    return listen(names.split(' '), interact);
  }, [client, names, throttle, list]);
}
