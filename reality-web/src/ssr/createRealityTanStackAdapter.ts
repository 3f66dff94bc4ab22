import { RealityClient } from '../core/RealityClient.js';
import type { DehydratedState, Fetcher, RealityClientOptions } from '../core/types.js';
import { dehydrate } from './dehydrate.js';
import { embeddedTransport } from './embeddedTransport.js';
import type { EmbeddedServer } from './embeddedTransport.js';

/** The data to load before a page is rendered. */
export interface RealityTanStackAdapterOptions {
  readonly keys: readonly string[];
  /** Loads the data of a key, if the server does not send them inline. */
  readonly fetcher?: Fetcher;
  /** Address of the Reality endpoint; it must be absolute in a server. */
  readonly endpoint?: string;
  /** A server in the same process. Default, if there is no `endpoint`: the registered one. */
  readonly server?: EmbeddedServer;
  /** Called with the reason why keys are missing. The page then loads them itself. */
  readonly onError?: (error: Error) => void;
  /** Further options of the client. */
  readonly clientOptions?: RealityClientOptions;
}

/** Loads keys for a loader of TanStack Router or Start, or for any other server rendering. */
export interface RealityTanStackAdapter {
  /**
   * Loads the versions first and then the data, so the data are at least as new as their versions. Never rejects: data
   * that cannot be loaded are left out. Each call uses its own client, so no request sees the data of another.
   */
  prefetch(): Promise<DehydratedState>;
}

/**
 * Creates a loader of keys:
 *
 * ```ts
 * loader: () => createRealityTanStackAdapter({ keys: [`chat:room:${room}`], endpoint, fetcher }).prefetch(),
 * ```
 *
 * The result is the `hydrationState` of the `RealityProvider`.
 */
export function createRealityTanStackAdapter(options: RealityTanStackAdapterOptions): RealityTanStackAdapter {
  const { keys, fetcher, endpoint, server, onError, clientOptions } = options;
  return {
    async prefetch() {
      const client = new RealityClient({
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
      client.close();
      return state;
    },
  };
}
