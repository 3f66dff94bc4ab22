import { useEffect, useMemo, useRef } from 'react';
import type { SubscribeOptions } from '../core/types.js';

/**
 * Returns one object that always has the options of the last rendering. A change of `live` returns another object,
 * since the component has to subscribe again.
 */
export function useLatest(options: SubscribeOptions): SubscribeOptions {
  const { live } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  return useMemo(
    () =>
      new Proxy<SubscribeOptions>(
        { live },
        { get: (given, name: keyof SubscribeOptions) => (name === 'live' ? given : latest.current)[name] },
      ),
    [live],
  );
}
