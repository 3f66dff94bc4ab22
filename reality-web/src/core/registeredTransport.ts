import type { RealityTransport } from './RealityTransport.js';

/** The global property that holds the registered server's transport. It is found even if this module loads twice. */
export const REGISTERED = Symbol.for('reality.embedded');

/** The transport to the server that is registered in this process, if there is one. */
export function registeredTransport(): RealityTransport | undefined {
  return (globalThis as { [REGISTERED]?: RealityTransport })[REGISTERED];
}
