import type { RealityTransport } from '../core/RealityTransport.js';
import type { SyncRequest } from '../core/wire.js';

/** A Reality server in the same process: `createEmbeddedRealityServer`, or anything with the same methods. */
export interface EmbeddedServer {
  readonly serverId?: string;
  /** Responds to a sync with the body that would be sent over the network. */
  sync(request: SyncRequest, signal?: AbortSignal): Promise<unknown>;
  invalidate(keys: readonly string[]): unknown;
}

/** Calls a server without HTTP. */
export function embeddedTransport(server: EmbeddedServer): RealityTransport {
  return {
    sync: async (_endpoint, request, signal) => ({
      body: await server.sync(request, signal),
      serverId: server.serverId,
    }),
    invalidate: (_endpoint, keys) => Promise.resolve(server.invalidate(keys)),
  };
}
