import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { RealityStats, SyncOutcome } from '../core/types.js';
import { useRealityClient } from './useRealityClient.js';

/** The client as a whole, for a component. */
export interface UseSyncResult {
  /** Syncs all keys that have subscribers. */
  readonly syncAll: () => Promise<SyncOutcome>;
  readonly syncKeys: (keys: readonly string[]) => Promise<SyncOutcome>;
  /** Loads the data of these keys again, regardless of their version. */
  readonly invalidate: (keys: string | readonly string[]) => Promise<SyncOutcome>;
  readonly isAnySyncing: boolean;
  readonly getVersion: (key: string) => number;
  readonly getStats: () => RealityStats;
}

/** Syncs on demand, and reports whether any key is syncing. */
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
