import type { Fetch } from '../core/RealityTransport.js';

/** The global `fetch`, read when it is used. `withCredentials` sends credentials to other origins, too. */
export function globalFetch(withCredentials = false): Fetch {
  return (url, init) => globalThis.fetch(url, withCredentials ? { ...init, credentials: 'include' } : init);
}
