import { RealityError } from '../core/RealityError.js';
import type { Fetch } from '../core/RealityTransport.js';
import type { FetchContext } from '../core/types.js';
import type { PayloadEndpoint } from './PayloadEndpoint.js';

/** A fetcher that reads an address as text. */
export function textFetcher(endpoint: PayloadEndpoint, send: Fetch) {
  return async (key: string, { signal }: FetchContext): Promise<string> => {
    const url = typeof endpoint === 'string' ? endpoint : endpoint(key);
    const response = await send(url, { cache: 'no-store', signal });
    if (!response.ok) {
      throw new RealityError(`${url} responded with status ${response.status}`, { status: response.status });
    }
    return response.text();
  };
}
