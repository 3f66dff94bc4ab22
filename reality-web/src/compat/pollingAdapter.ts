import { createRealityClient } from '../core/RealityClient.js';
import type { RealityClient } from '../core/RealityClient.js';
import type { RealityClientOptions } from '../core/types.js';
import { globalFetch, textFetcher } from './payload.js';
import type { PayloadEndpoint } from './payload.js';

interface CommonOptions {
  /** Address of the Reality endpoint, such as `/reality`. */
  readonly realityEndpoint?: string;
  /** Where the data are fetched from, as JSON. Without one they are the inline payload. */
  readonly payloadEndpoint?: PayloadEndpoint;
  /** Milliseconds between two questions. Default 5000. */
  readonly interval?: number;
  /** Told of every answer: the keys that had changed, and the time. */
  readonly onSync?: (changed: readonly string[], at: number) => void;
  readonly onError?: (error: Error) => void;
  /** A client to share with others, in place of one of its own. The interval is that client's, then. */
  readonly client?: RealityClient;
  /** Further options of its own client. */
  readonly clientOptions?: RealityClientOptions;
}

/** What a polling adapter follows. */
export interface PollingAdapterOptions<T> extends CommonOptions {
  readonly key: string;
  /** Called only when there is something new. */
  readonly onData: (data: T) => void;
}

/** What a polling adapter for several keys follows. */
export interface BatchPollingAdapterOptions<T> extends CommonOptions {
  readonly keys: readonly string[];
  /** Called only when there is something new, with its key. */
  readonly onData: (key: string, data: T) => void;
}

/** In place of a loop that fetches everything again and again. */
export interface PollingAdapter {
  /** Begins, with a question at once. */
  start(): void;
  stop(): void;
  /** Asks now. Resolves when the answer is there; never rejects. */
  sync(): Promise<void>;
  isActive(): boolean;
  /** When a server last answered, in milliseconds since 1970. */
  getLastSyncTime(): number | undefined;
}

/**
 * Polls for one key: asks every `interval` whether it has changed, which costs a few bytes, and fetches the data only if
 * it has.
 */
export function createPollingAdapter<T = unknown>(options: PollingAdapterOptions<T>): PollingAdapter {
  return createBatchPollingAdapter<T>({
    ...options,
    keys: [options.key],
    onData: (_, data) => {
      options.onData(data);
    },
  });
}

/** Polls for several keys with one question. */
export function createBatchPollingAdapter<T = unknown>(options: BatchPollingAdapterOptions<T>): PollingAdapter {
  const { keys, realityEndpoint, payloadEndpoint, interval, onData, onSync, onError, clientOptions } = options;
  const send = clientOptions?.fetch ?? globalFetch();
  const client =
    options.client ??
    createRealityClient({
      mode: 'polling-compat',
      executionMode: 'client',
      ...(realityEndpoint !== undefined && { endpoint: realityEndpoint }),
      ...(interval !== undefined && { pollingInterval: interval }),
      ...clientOptions,
    });
  const read = payloadEndpoint === undefined ? undefined : textFetcher(payloadEndpoint, send);
  const fetcher = read && (async (...how: Parameters<typeof read>) => JSON.parse(await read(...how)) as T);
  const delivered = new Map<string, number>();
  let ends: (() => void)[] = [];
  let lastSyncTime: number | undefined;

  const deliver = (key: string) => {
    const { data, meta } = client.getState<T>(key);
    if (meta && data !== undefined && delivered.get(key) !== meta.version) {
      delivered.set(key, meta.version);
      onData(key, data);
    }
  };
  return {
    start() {
      if (ends.length > 0) {
        return;
      }
      const own = new Set(keys);
      ends = [
        client.on('sync:complete', ({ keys: asked, changed }) => {
          if (asked.some((key) => own.has(key))) {
            lastSyncTime = Date.now();
            onSync?.(
              changed.filter((key) => own.has(key)),
              lastSyncTime,
            );
          }
        }),
        client.on('sync:error', ({ keys: asked, error }) => {
          if (asked.some((key) => own.has(key))) {
            onError?.(error);
          }
        }),
        ...keys.map((key) => {
          let syncError: Error | undefined;
          const offError = client.on('sync:error', ({ error }) => (syncError = error));
          const end = client.subscribe<T>(
            key,
            () => {
              deliver(key);
            },
            {
              fetcher,
              live: false,
              dedupeInterval: 0,
              onError: (error) => {
                if (error !== syncError) {
                  onError?.(error);
                }
              },
            },
          );
          return () => {
            offError();
            end();
          };
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
      await client.syncKeys(keys);
    },
    isActive: () => ends.length > 0,
    getLastSyncTime: () => lastSyncTime,
  };
}
