import { RealityClient } from './RealityClient.js';
import type { RealityClientOptions, RealityKeys } from './types.js';

/** Creates a client. `Keys` is the type of each key's data, if module augmentation does not declare it. */
export function createRealityClient<Keys = RealityKeys>(options?: RealityClientOptions): RealityClient<Keys> {
  return new RealityClient<Keys>(options);
}
