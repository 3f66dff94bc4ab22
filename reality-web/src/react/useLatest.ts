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
    () =>
      new Proxy<SubscribeOptions>(
        { live },
        { get: (given, name: keyof SubscribeOptions) => (name === 'live' ? given : latest.current)[name] },
      ),
    [live],
  );
}
