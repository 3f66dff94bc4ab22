import { RealityError } from './RealityError.js';
import { RealityProtocolError } from './RealityProtocolError.js';
import type { SyncRequest } from './wire.js';

/** What came back for a sync: the body as it was parsed, not yet checked, and the name of the node. */
export interface TransportReply {
  readonly body: unknown;
  readonly serverId?: string | undefined;
}

/** How messages travel. The default one uses `fetch`; tests and servers in the same process bring their own. */
export interface RealityTransport {
  /** Sends a sync to the endpoint, which ends in `/reality`. Rejects with a {@link RealityError} for a refusal. */
  sync(endpoint: string, request: SyncRequest, signal: AbortSignal): Promise<TransportReply>;
  /** Tells the server that keys changed, for all clients. */
  invalidate(endpoint: string, keys: readonly string[], signal: AbortSignal): Promise<unknown>;
}

/** The part of the `fetch` function that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

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
      throw new RealityError(`${url} answered ${status}`, status, milliseconds(headers.get('Retry-After')));
    }
    const body: unknown = await response.json().catch(() => {
      throw new RealityProtocolError(`${url} answered without JSON`, status);
    });
    return { body, serverId: headers.get('X-Reality-Server') ?? undefined };
  };
  return {
    sync: (endpoint, request, signal) => post(endpoint + '/sync', request, signal),
    invalidate: (endpoint, keys, signal) => post(endpoint + '/invalidate', { keys }, signal),
  };
}

/** What `Retry-After` says: seconds or a date. */
function milliseconds(header: string | null): number {
  const pause = Number(header) * 1000 || Date.parse(header ?? '') - Date.now();
  return pause > 0 ? pause : 0;
}
