import { createRealityClient } from '../core/RealityClient.js';
import type { Fetcher, RealityClientOptions, RealityState } from '../core/types.js';
import { embeddedTransport } from './registerEmbeddedServer.js';
import type { EmbeddedServer } from './registerEmbeddedServer.js';
import { dehydrate } from './state.js';

/** What to load before a page is rendered. */
export interface RealityTanStackAdapterOptions {
  readonly keys: readonly string[];
  /** Loads the data of a key, where the server does not send them inline. */
  readonly fetcher?: Fetcher;
  /** Address of the Reality endpoint, absolute in a server. */
  readonly endpoint?: string;
  /** A server in the same process. Without one and without an endpoint it is the one that was registered. */
  readonly server?: EmbeddedServer;
  /** Told why keys are missing; the page loads them itself. */
  readonly onError?: (error: Error) => void;
  /** Further options of the client. */
  readonly clientOptions?: RealityClientOptions;
}

/** Loads keys for a loader of TanStack Router or Start, or of any other server rendering. */
export interface RealityTanStackAdapter {
  /**
   * Versions first, then data, so that the data are at least as new as their version. Never rejects: what could not be
   * loaded is left out. Every call begins anew, so no request sees the data of another.
   */
  prefetch(): Promise<RealityState>;
}

/**
 * ```ts
 * loader: () => createRealityTanStackAdapter({ keys: [`chat:room:${room}`], endpoint, fetcher }).prefetch(),
 * ```
 *
 * What it returns is the `hydrationState` of the `RealityProvider`.
 */
export function createRealityTanStackAdapter(options: RealityTanStackAdapterOptions): RealityTanStackAdapter {
  const { keys, fetcher, endpoint, server, onError, clientOptions } = options;
  return {
    async prefetch() {
      const client = createRealityClient({
        fetcher,
        endpoint,
        maxRetries: 1,
        ...(server && { transport: embeddedTransport(server) }),
        executionMode: server || endpoint !== undefined ? 'server-external' : 'auto',
        ...clientOptions,
      });
      const { error } = await client.syncKeys(keys, 'mount');
      for (const { error: reason = error } of keys.map((key) => client.getState(key))) {
        if (reason) {
          onError?.(reason);
        }
      }
      const state = dehydrate(client, keys);
      client.destroy();
      return state;
    },
  };
}
