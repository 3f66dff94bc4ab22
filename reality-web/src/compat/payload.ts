import { RealityError } from '../core/RealityError.js';
import type { FetchContext } from '../core/types.js';
import type { Fetch } from '../core/transport.js';

/** Where the new value of a key is fetched from. */
export type PayloadEndpoint = string | ((key: string) => string);

/** A fetcher that reads an address as text. */
export function textFetcher(endpoint: PayloadEndpoint, send: Fetch) {
  return async (key: string, { signal }: FetchContext): Promise<string> => {
    const url = typeof endpoint === 'string' ? endpoint : endpoint(key);
    const response = await send(url, { cache: 'no-store', signal });
    if (!response.ok) {
      throw new RealityError(`${url} answered ${response.status}`, response.status);
    }
    return response.text();
  };
}

/** The global `fetch`, looked up when it is used, with credentials for other origins if that is wanted. */
export function globalFetch(withCredentials = false): Fetch {
  return (url, init) => globalThis.fetch(url, withCredentials ? { ...init, credentials: 'include' } : init);
}
