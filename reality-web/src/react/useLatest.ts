import { useEffect, useMemo, useRef } from 'react';
import type { SubscribeOptions } from '../core/types.js';

/**
 * The options that a component gives anew with each rendering, as one object that always has those of the last one. A
 * change of `live` makes another object, as the subscription has to be made anew.
 */
export function useLatest(options: SubscribeOptions): SubscribeOptions {
  const { live } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  return useMemo(
    () => ({
      live,
      get fetcher() {
        return latest.current.fetcher;
      },
      get schema() {
        return latest.current.schema;
      },
      get staleTime() {
        return latest.current.staleTime;
      },
      get dedupeInterval() {
        return latest.current.dedupeInterval;
      },
      get refetchOnFocus() {
        return latest.current.refetchOnFocus;
      },
      get refetchOnReconnect() {
        return latest.current.refetchOnReconnect;
      },
      get onError() {
        return latest.current.onError;
      },
    }),
    [live],
  );
}
