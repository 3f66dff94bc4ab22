import { globals } from './globals.js';
import { listen } from './listen.js';
import type { RealityPlatform } from './RealityPlatform.js';

/** A browser. Without a `document` it counts as visible, without a network state as online. */
export function browserPlatform(): RealityPlatform {
  return {
    focus: {
      get: () => globals.document?.visibilityState !== 'hidden',
      subscribe: (listener) => listen(['visibilitychange', 'focus'], listener),
    },
    online: {
      get: () => globals.navigator?.onLine !== false,
      subscribe: (listener) => listen(['online', 'offline'], listener),
    },
  };
}
