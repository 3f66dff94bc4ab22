import type { GONE } from './gone.js';
import type { RealityPlatform } from './RealityPlatform.js';
import type { Fetch, RealityTransport } from './RealityTransport.js';
import type { StandardSchema } from './StandardSchema.js';
import type { Mesh, RealityMode, SyncHint } from './wire.js';

/**
 * The type of each key's data. Applications extend it by module augmentation; every function that takes a key then
 * knows the type of its data:
 *
 * ```ts
 * declare module '@socketless/reality-web' {
 *   interface RealityKeys {
 *     'user:me': User;
 *     [room: `chat:room:${string}`]: Message[];
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- to be extended by applications
export interface RealityKeys {}

/** The keys of a map of types. */
export type KeyOf<Keys> = keyof Keys & string;

/** A key that the map of types does not declare. Declared keys have their declared type only. */
export type Undeclared<K extends string, Keys = RealityKeys> = K & (K extends KeyOf<Keys> ? never : unknown);

/** What a client knows of a key besides its data. */
export interface KeyMeta {
  readonly version: number;
  readonly hash: string;
  /** What changed the key, as the server reports it. */
  readonly source: string;
  /** The node that reported it, if known. */
  readonly serverId: string | undefined;
}

/**
 * The state of one key at one moment. It is never modified, so two of them can be compared by identity.
 *
 * - `loading`: there are no data yet
 * - `ready`: the data are loaded, or there is nothing to load
 * - `error`: the last load or sync failed; earlier data are kept
 */
export interface KeyState<T = unknown> {
  readonly key: string;
  readonly status: 'loading' | 'ready' | 'error';
  /** The server's data with the pending optimistic changes applied. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  /** There are neither data nor an error. */
  readonly isLoading: boolean;
  /** A request or a fetch is in progress. A held request does not count. */
  readonly isSyncing: boolean;
  /** The data are known to be outdated: newer data are not loaded yet, or could not be. */
  readonly isStale: boolean;
  /** Describes the data of the last successful load. */
  readonly meta: KeyMeta | undefined;
  /** When a server last confirmed or changed the version, in milliseconds since 1970. */
  readonly lastSyncAt: number | undefined;
}

/** The second argument of a fetcher. */
export interface FetchContext {
  readonly key: string;
  readonly version: number;
  readonly hash: string;
  /** Aborts after the client's `timeout`, and when the client is closed. */
  readonly signal: AbortSignal;
}

/**
 * Loads the data of a key from the application. Returns `GONE` if there is no such data (any more); `undefined` is an
 * error.
 */
export type Fetcher<T = unknown> = (key: string, context: FetchContext) => Promise<T | typeof GONE> | T | typeof GONE;

/** How one subscriber follows a key. */
export interface SubscribeOptions<T = unknown> {
  /** Loads the data. If several subscribers of a key have a fetcher, the last one is used. Default: the client's. */
  readonly fetcher?: Fetcher<T> | undefined;
  /** Any Standard Schema validator. Its output is the data; data that do not match are an error. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
  /** Milliseconds after a sync in which a mount, focus or reconnect does not cause another one. Default 0. */
  readonly staleTime?: number | undefined;
  /** Milliseconds after a request for the key in which a mount does not cause another one. Default 2000. */
  readonly dedupeInterval?: number | undefined;
  /** Sync when the page becomes visible. Default: the client's `syncOnFocus`. */
  readonly refetchOnFocus?: boolean | undefined;
  /** Sync when the network is back. Default: the client's `syncOnReconnect`. */
  readonly refetchOnReconnect?: boolean | undefined;
  /**
   * `true` or `'poll'`: detect changes at once, with a request that the server holds. Default: see the client's `mode`.
   */
  readonly live?: boolean | 'poll' | undefined;
  /** Called after each failed load or sync of the key. */
  readonly onError?: ((error: Error, key: string) => void) | undefined;
}

/** How a change is made; see `RealityClient.mutate`. `R` is its result, `T` the data of the key. */
export interface MutateOptions<R = unknown, T = unknown> {
  /** Returns the expected data. Called again whenever newer data arrive, so it must not modify its argument. */
  readonly optimisticUpdate?: ((current: T | undefined) => T) | undefined;
  /** Revert the optimistic change at once if the mutation fails; otherwise the next load does. Default `true`. */
  readonly rollbackOnError?: boolean | undefined;
  /** Other keys to load again after success. */
  readonly invalidateKeys?: readonly string[] | undefined;
  readonly onSuccess?: ((result: R) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

/** The result of a sync. */
export interface SyncOutcome {
  /** The keys whose version changed. Their data are loaded, or are in an error state. */
  readonly changed: readonly string[];
  /** Why no server responded. */
  readonly error?: Error | undefined;
}

/** The events of a client. */
export interface RealityEvents {
  /** A held request that gives way to another request ends without a further event. */
  'sync:start': { readonly keys: readonly string[]; readonly hint: SyncHint; readonly server: string };
  'sync:complete': {
    readonly keys: readonly string[];
    readonly hint: SyncHint;
    readonly changed: readonly string[];
    readonly server: string;
    readonly serverId: string | undefined;
    /** Milliseconds. */
    readonly duration: number;
  };
  'sync:error': {
    readonly keys: readonly string[];
    readonly hint: SyncHint;
    readonly server: string;
    readonly error: Error;
  };
  /** The version of a key changed. */
  'key:change': { readonly key: string } & KeyMeta;
  /** A fetcher returned `GONE`. */
  'key:gone': { readonly key: string };
  'mesh:update': Mesh;
  /** `isSyncing` of a key changed. */
  activity: { readonly key: string; readonly isSyncing: boolean };
  'server:healthy': { readonly server: string };
  'server:unhealthy': { readonly server: string; readonly error: Error };
}

/** The counters of a client. */
export interface RealityStats {
  /** Requests sent to Reality servers, including held ones. */
  readonly requests: number;
  /** Failed requests. */
  readonly failures: number;
  /** Held requests. */
  readonly polls: number;
  /** Calls of fetchers, including failed ones. */
  readonly fetches: number;
  /** Changes of versions. */
  readonly changes: number;
  /** Keys in memory. */
  readonly keys: number;
  readonly subscriptions: number;
}

/** Data that were loaded elsewhere, for example by the server that rendered the page. */
export interface DehydratedState {
  readonly keys: Readonly<Record<string, DehydratedKey>>;
}

/** A key in a {@link DehydratedState}. */
export interface DehydratedKey {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  readonly data?: unknown;
  /** When a server last confirmed the version, in milliseconds since 1970. */
  readonly at: number;
}

/** The options of a client. The defaults suit a page of the application that contains Reality. */
export interface RealityClientOptions {
  /** Base addresses of the servers, such as `https://a.example.com/chat`; `/reality` is appended. */
  readonly servers?: readonly string[] | undefined;
  /**
   * Address of the only Reality endpoint, relative or absolute. `/reality` and `/reality/sync`, the path of its sync
   * endpoint, mean the same. Default `/reality`.
   */
  readonly endpoint?: string | undefined;
  /**
   * The default of subscriptions without `live`. `native` (the default): sync on mount, focus, reconnect, after
   * mutations and on demand. `sse-compat`: live, like an `EventSource`. `polling-compat`: sync every `pollEvery`
   * milliseconds.
   */
  readonly mode?: RealityMode | undefined;
  /**
   * Where the client runs. `client`: a page or an app. `ssr-embedded`: next to an embedded server, which it calls
   * without HTTP. `server-external`: in a server, over HTTP, only on demand. `auto` (the default): `client` if there is
   * a `window` or React Native, otherwise `ssr-embedded` if a server is registered, otherwise `server-external`.
   */
  readonly executionMode?: 'auto' | 'client' | 'ssr-embedded' | 'server-external' | undefined;
  readonly transport?: RealityTransport | undefined;
  /** A UUID. Default: a random one, if the platform can create it. */
  readonly clientId?: string | undefined;
  /** Versions of data that the application already has. */
  readonly initialKnown?: Readonly<Record<string, number>> | undefined;
  /** Milliseconds after which a request or a fetch fails. A held request can take 25 s longer. Default 10,000. */
  readonly timeout?: number | undefined;
  /** Retries of a failed sync or fetch; after that, a sync fails and a fetch is retried every 30 s. Default 3. */
  readonly maxRetries?: number | undefined;
  /** The first pause before a retry, in milliseconds. It doubles each time, up to 30 s. Default 500. */
  readonly retryBaseDelay?: number | undefined;
  /** Milliseconds for which a failed server is avoided if there are others. Default 30,000. */
  readonly avoidFor?: number | undefined;
  /** Replaces the global `fetch`, for example to add headers. */
  readonly fetch?: Fetch | undefined;
  /** Loads the data of keys whose subscribers have no fetcher. */
  readonly fetcher?: Fetcher | undefined;
  /** Sync all watched keys when the page becomes visible. Default `true`. */
  readonly syncOnFocus?: boolean | undefined;
  /** Sync all watched keys when the network is back. Default `true`. */
  readonly syncOnReconnect?: boolean | undefined;
  /**
   * Milliseconds between syncs of all watched keys while the page is visible. Default: none; 5000 in `polling-compat`.
   */
  readonly pollEvery?: number | undefined;
  /** One tab of the browser holds the request for all tabs. Default `true`. */
  readonly shareTabs?: boolean | undefined;
  /** The source of focus and network state. Default: the browser. */
  readonly platform?: RealityPlatform | undefined;
  /** Data to continue from. */
  readonly hydrationState?: DehydratedState | undefined;
  /** Writes every event to the console, or passes it to a function. */
  readonly debug?: boolean | ((event: string, detail: unknown) => void) | undefined;
}
