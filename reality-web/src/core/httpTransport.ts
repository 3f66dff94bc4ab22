import { RealityError } from './RealityError.js';
import { RealityProtocolError } from './RealityProtocolError.js';
import type { Fetch, RealityTransport } from './RealityTransport.js';

/** Short HTTP requests. */
export function httpTransport(send?: Fetch): RealityTransport {
  const post = async (url: string, message: unknown, signal: AbortSignal) => {
    const response = await (send ?? fetch)(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
      cache: 'no-store',
      signal,
    });
    const { ok, status, headers } = response;
    if (!ok) {
      const retryAfter = milliseconds(headers.get('Retry-After'));
      throw new RealityError(`${url} responded with status ${status}`, { status, retryAfter });
    }
    const body: unknown = await response.json().catch(() => {
      throw new RealityProtocolError(`The response of ${url} is not JSON`, { status });
    });
    return { body, serverId: headers.get('X-Reality-Server') ?? undefined };
  };
  return {
    sync: (endpoint, request, signal) => post(endpoint + '/sync', request, signal),
    invalidate: (endpoint, keys, signal) => post(endpoint + '/invalidate', { keys }, signal),
  };
}

/** Reads `Retry-After`: seconds or a date. */
function milliseconds(header: string | null): number {
  const pause = Number(header) * 1000 || Date.parse(header ?? '') - Date.now();
  return pause > 0 ? pause : 0;
}
