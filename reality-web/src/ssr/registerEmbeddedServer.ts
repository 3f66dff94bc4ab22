import { EMBEDDED } from '../core/embedded.js';
import type { RealityTransport } from '../core/transport.js';
import type { SyncRequest } from '../core/wire.js';

/** A Reality server in the same process: `createEmbeddedRealityServer`, or anything that answers alike. */
export interface EmbeddedServer {
  readonly serverId?: string;
  /** Answers a sync with the body that would go over the wire. */
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

/** Makes a server known to the clients of this process that are made later; the returned function ends that. */
export function registerEmbeddedServer(server: EmbeddedServer): () => void {
  const place = globalThis as { [EMBEDDED]?: RealityTransport | undefined };
  const transport = embeddedTransport(server);
  place[EMBEDDED] = transport;
  return () => {
    if (place[EMBEDDED] === transport) {
      place[EMBEDDED] = undefined;
    }
  };
}
