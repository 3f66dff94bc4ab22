import type { RealityTransport } from './transport.js';

/** Where a process keeps the way to its server: found even if this module was loaded twice. */
export const EMBEDDED = Symbol.for('reality.embedded');

/** The way to the server that was registered in this process. */
export function embeddedTransport(): RealityTransport | undefined {
  return (globalThis as { [EMBEDDED]?: RealityTransport })[EMBEDDED];
}
