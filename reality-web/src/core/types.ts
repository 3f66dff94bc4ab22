import type { RealityPlatform } from './platform.js';
import type { StandardSchema } from './StandardSchema.js';
import type { Fetch, RealityTransport } from './transport.js';
import type { Mesh, RealityMode, SyncHint } from './wire.js';

/**
 * What kind of data each key has. Applications add to it by module augmentation, and every function that takes a key
 * then knows the type of its data:
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
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- to be filled by applications
export interface RealityKeys {}

/** The keys of a map of types, as text. */
export type KeyOf<Keys> = keyof Keys & string;

/** A key that {@link RealityKeys} says nothing of: what it says of the others cannot be evaded by mistake. */
export type Undeclared<K extends string> = K & (K extends KeyOf<RealityKeys> ? never : unknown);

/** What a client knows of a key, apart from its data. */
export interface KeyMeta {
  readonly version: number;
  readonly hash: string;
  /** Who changed it. */
  readonly source: string;
  /** The node that said so, where it is known. */
  readonly serverId: string | undefined;
}

/**
 * One key at one moment. It is never changed in place: whoever holds two of them can compare them by identity.
 *
 * - `loading`: there are no data yet
 * - `ready`: the data are here, or there is nothing to load
 * - `error`: the last load or sync failed; the data of the one before it are kept
 */
export interface KeyState<T = unknown> {
  readonly key: string;
  readonly status: 'loading' | 'ready' | 'error';
  /** The server's data with the pending optimistic changes applied. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  /** No data yet, and no error either. */
  readonly isLoading: boolean;
  /** A server is being asked, or data are being fetched. A request that merely waits for a change does not count. */
  readonly isSyncing: boolean;
  /** The data are known to be out of date: what is newer has not been loaded yet, or could not be. */
  readonly isStale: boolean;
  /** What the data are: those of the last successful load. */
  readonly meta: KeyMeta | undefined;
  /** When a server last confirmed or changed the version, in milliseconds since 1970. */
  readonly lastSyncAt: number | undefined;
}

/** What a fetcher is told. */
export interface FetchContext {
  readonly key: string;
  readonly version: number;
  readonly hash: string;
  /** Ends when the client's time-out has passed or the client is destroyed. */
  readonly signal: AbortSignal;
}

/** Loads the data of a key from the application. `undefined` says that there is no such thing (any more). */

export type Fetcher<T = unknown> = (key: string, context: FetchContext) => Promise<T | undefined> | T | undefined;

/** How one subscriber follows a key. */
export interface SubscribeOptions<T = unknown> {
  /** Loads the data. Of several subscribers to a key the last one that has a fetcher is asked. Default: the client's. */
  readonly fetcher?: Fetcher<T> | undefined;
  /** Any Standard Schema validator; data that do not pass are an error, what it returns is the data. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
  /** For how many milliseconds after a sync no further one is made for a mount, focus or reconnect. Default 0. */
  readonly staleTime?: number | undefined;
  /** A mount within so many milliseconds of the last request for the key makes no further one. Default 2000. */
  readonly dedupeInterval?: number | undefined;
  /** Ask again when the page is looked at. Default: the client's `syncOnFocus`. */
  readonly refetchOnFocus?: boolean | undefined;
  /** Ask again when the network is back. Default: the client's `syncOnReconnect`. */
  readonly refetchOnReconnect?: boolean | undefined;
  /** `'poll'`: hear of changes at once, by a request that the server holds. Default: by the client's mode. */
  readonly live?: 'poll' | false | undefined;
  /** Told of every failed load or sync of the key. */
  readonly onError?: ((error: Error, key: string) => void) | undefined;
}

/** How a change is made; see `RealityClient.mutate`. */
export interface MutateOptions<T = unknown, R = unknown> {
  /** The data as they will be. Called again whenever newer data arrive, so it must not change what it is given. */
  readonly optimisticUpdate?: ((current: T | undefined) => T) | undefined;
  /** Take the optimistic change back at once if the mutation fails; otherwise the next load does. Default `true`. */
  readonly rollbackOnError?: boolean | undefined;
  /** Other keys to ask for after success. */
  readonly invalidateKeys?: readonly string[] | undefined;
  readonly onSuccess?: ((result: R) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

/** What a sync came to. */
export interface SyncOutcome {
  /** The keys whose version was another. Their data have been loaded, or are in an error state. */
  readonly changed: readonly string[];
  /** Why no server answered. */
  readonly error?: Error | undefined;
}

/** What a client tells to its `on` listeners. */
export interface RealityEvents {
  /** A held request that gives way to another one ends without a further event. */
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
  /** A key has another version. */
  'node:update': { readonly key: string } & KeyMeta;
  /** A fetcher found that what the key named is gone. */
  'node:delete': { readonly key: string };
  'mesh:update': Mesh;
  /** A key is being synced now, or no longer. */
  activity: { readonly key: string; readonly isSyncing: boolean };
  'server:healthy': { readonly server: string };
  'server:unhealthy': { readonly server: string; readonly error: Error };
}

/** What a client has done so far. */
export interface RealityStats {
  /** Requests to Reality servers that were sent, held ones included. */
  readonly requests: number;
  /** Of these, those that failed. */
  readonly failures: number;
  /** Of these, those that a server was asked to hold. */
  readonly polls: number;
  /** Data that were fetched from the application, attempts that failed included. */
  readonly fetches: number;
  /** Changes of version that were heard of. */
  readonly changes: number;
  /** Keys in memory. */
  readonly keys: number;
  readonly subscriptions: number;
}

/** Data that were loaded elsewhere, to go on from: by the server that rendered the page. */
export interface RealityState {
  readonly keys: Readonly<Record<string, HydratedKey>>;
}

/** A key in a {@link RealityState}. */
export interface HydratedKey {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  readonly data?: unknown;
  readonly at: number;
}

/** How a client is made. Everything has a default that works for a page of the application that has Reality in it. */
export interface RealityClientOptions {
  /** Base addresses of the servers, such as `https://a.example.com/chat`; `/reality` is appended. */
  readonly servers?: readonly string[] | undefined;
  /** Address of the one Reality endpoint, relative or absolute. Default `/reality`. */
  readonly endpoint?: string | undefined;
  /**
   * How subscribers that do not say `live` are kept up to date. `native` (the default): on mount, focus, reconnect, after
   * mutations and on demand. `sse-compat`: at once, by a held request, as an `EventSource` is. `polling-compat`: every
   * `pollingInterval`.
   */
  readonly mode?: RealityMode | undefined;
  /**
   * Where the client runs. `client`: a page or an app. `ssr-embedded`: beside an embedded server, which it calls without
   * HTTP. `server-external`: in a server, over HTTP, asking only when it is told to. `auto` (the default) chooses:
   * `client` where there is a `window` or React Native, else `ssr-embedded` if a server is registered, else `server-external`.
   */
  readonly executionMode?: 'auto' | 'client' | 'ssr-embedded' | 'server-external' | undefined;
  readonly transport?: RealityTransport | undefined;
  /** A UUID. Default: a random one, where the platform can make it. */
  readonly clientId?: string | undefined;
  /** Versions of data that the application holds already. */
  readonly initialKnown?: Readonly<Record<string, number>> | undefined;
  /** Milliseconds after which a request or a fetch counts as failed. A held request may take 25 s more. Default 10,000. */
  readonly timeout?: number | undefined;
  /** How often a sync or a fetch that failed is tried again before it is left to the next occasion. Default 3. */
  readonly maxRetries?: number | undefined;
  /** The first pause before trying again, in milliseconds. It doubles each time, up to 30 s. Default 500. */
  readonly retryBaseDelay?: number | undefined;
  /** For how many milliseconds a server that failed is avoided, if there are others. Default 30,000. */
  readonly blacklistDuration?: number | undefined;
  /** In place of the global `fetch`: to add headers, for one. */
  readonly fetch?: Fetch | undefined;
  /** Loads data of keys whose subscribers have no fetcher of their own. */
  readonly fetcher?: Fetcher | undefined;
  /** Ask for everything that is watched when the page is looked at again. Default `true`. */
  readonly syncOnFocus?: boolean | undefined;
  /** Ask for everything that is watched when the network is back. Default `true`. */
  readonly syncOnReconnect?: boolean | undefined;
  /** Ask for everything that is watched every so many milliseconds while the page is visible. Default: only in `polling-compat`, 5000. */
  readonly pollingInterval?: number | undefined;
  /** Let one tab of the browser hold the request for all of them. Default `true`. */
  readonly shareTabs?: boolean | undefined;
  /** Where focus and network come from. Default: the browser. */
  readonly platform?: RealityPlatform | undefined;
  /** Data to go on from. */
  readonly hydrationState?: RealityState | undefined;
  /** Writes every event to the console, or to a function. */
  readonly debug?: boolean | ((event: string, detail: unknown) => void) | undefined;
}
