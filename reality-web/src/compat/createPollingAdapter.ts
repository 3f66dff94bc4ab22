import { RealityClient } from '../core/RealityClient.js';
import type { RealityClientOptions } from '../core/types.js';
import { globalFetch } from './globalFetch.js';
import type { PayloadEndpoint } from './PayloadEndpoint.js';
import { textFetcher } from './textFetcher.js';

/** The options of a polling adapter. */
export interface PollingAdapterOptions<T> {
  readonly key: string;
  /** Called with the data when they are new. */
  readonly onData: (data: T) => void;
  /** Address of the Reality endpoint, such as `/reality`. */
  readonly realityEndpoint?: string;
  /** The address of the data, which are JSON. Default: the data are the inline payload. */
  readonly payloadEndpoint?: PayloadEndpoint;
  /** Milliseconds between two syncs. Default 5000. */
  readonly interval?: number;
  /** Called after each sync with the changed keys, which are the key or none, and the time. */
  readonly onSync?: (changed: readonly string[], at: number) => void;
  readonly onError?: (error: Error) => void;
  /** A client to share with others. Default: the adapter creates one. With a shared client, its `pollEvery` counts. */
  readonly client?: RealityClient;
  /** More options of the client that the adapter creates. */
  readonly clientOptions?: RealityClientOptions;
}

/** Replaces a loop that fetches data again and again. */
export interface PollingAdapter {
  /** Starts polling with an immediate sync. */
  start(): void;
  stop(): void;
  /** Syncs now. Resolves when the response has arrived; never rejects. */
  sync(): Promise<void>;
  isActive(): boolean;
  /** When a server last responded, in milliseconds since 1970. */
  getLastSyncTime(): number | undefined;
}

/** Polls one key. A sync every `interval` costs a few bytes; the data are fetched only if they have changed. */
export function createPollingAdapter<T = unknown>(options: PollingAdapterOptions<T>): PollingAdapter {
  const { key, realityEndpoint, payloadEndpoint, interval, onData, onSync, onError, clientOptions } = options;
  const send = clientOptions?.fetch ?? globalFetch();
  const client =
    options.client ??
    new RealityClient({
      mode: 'polling-compat',
      executionMode: 'client',
      endpoint: realityEndpoint,
      pollEvery: interval,
      ...clientOptions,
    });
  const read = payloadEndpoint === undefined ? undefined : textFetcher(payloadEndpoint, send);
  const fetcher = read && (async (...how: Parameters<typeof read>) => JSON.parse(await read(...how)) as T);
  let delivered: number | undefined;
  let syncError: Error | undefined;
  let ends: (() => void)[] = [];
  let lastSyncTime: number | undefined;

  const deliver = () => {
    const { data, meta } = client.getState<T>(key);
    if (meta && data !== undefined && delivered !== meta.version) {
      delivered = meta.version;
      onData(data);
    }
  };
  return {
    start() {
      if (ends.length > 0) {
        return;
      }
      ends = [
        client.on('sync:complete', ({ keys, changed }) => {
          if (keys.includes(key)) {
            lastSyncTime = Date.now();
            onSync?.(changed.includes(key) ? [key] : [], lastSyncTime);
          }
        }),
        client.on('sync:error', ({ keys, error }) => {
          if (keys.includes(key)) {
            syncError = error;
            onError?.(error);
          }
        }),
        client.subscribe<T>(key, deliver, {
          fetcher,
          live: false,
          dedupeInterval: 0,
          onError: (error) => {
            if (error !== syncError) {
              onError?.(error);
            }
          },
        }),
      ];
    },
    stop() {
      ends.forEach((end) => {
        end();
      });
      ends = [];
    },
    async sync() {
      await client.syncKeys([key]);
    },
    isActive: () => ends.length > 0,
    getLastSyncTime: () => lastSyncTime,
  };
}
