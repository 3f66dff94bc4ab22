import type { SyncRequest } from './wire.js';

/** The response to a sync: the parsed body, not yet checked, and the name of the node. */
export interface TransportReply {
  readonly body: unknown;
  readonly serverId?: string | undefined;
}

/** How messages travel. The default uses `fetch`; tests and servers in the same process can provide their own. */
export interface RealityTransport {
  /** Sends a sync to the endpoint, which ends in `/reality`. Rejects with a `RealityError` if it is refused. */
  sync(endpoint: string, request: SyncRequest, signal: AbortSignal): Promise<TransportReply>;
  /** Invalidates keys for all clients. */
  invalidate(endpoint: string, keys: readonly string[], signal: AbortSignal): Promise<unknown>;
}

/** The part of the `fetch` function that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
