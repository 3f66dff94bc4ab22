import { useEffect } from 'react';
import { listen } from '../core/listen.js';
import { useRealityClient } from './useRealityClient.js';

/** The options of {@link useSyncOnInteraction}. */
export interface SyncOnInteractionOptions {
  /** Names of window events. Default `pointerdown` and `keydown`. */
  readonly events?: readonly string[];
  /** Minimum milliseconds between two syncs. Default 2000. */
  readonly throttle?: number;
  /** Default: all keys that have subscribers. */
  readonly keys?: readonly string[];
}

/** Syncs when the user interacts with the page. Without a window it does nothing. */
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
