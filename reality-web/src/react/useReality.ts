import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { reuse } from '../core/reuse.js';
import type {
  KeyMeta,
  KeyOf,
  KeyState,
  RealityKeys,
  SubscribeOptions,
  SyncOutcome,
  Undeclared,
} from '../core/types.js';
import { useLatest } from './useLatest.js';
import { useRealityClient } from './useRealityClient.js';

/** How a component follows a key. `T` is the data of the key, `R` what the component gets. */
export interface UseRealityOptions<T = unknown, R = T> extends SubscribeOptions<T> {
  /** Used while there are no data. */
  readonly fallback?: NoInfer<R> | undefined;
  /** Derives what the component needs from the data. An equal result keeps its identity. */
  readonly transform?: ((data: T) => R) | undefined;
}

/** The state of a key, for a component. */
export interface UseRealityResult<R> {
  readonly data: R;
  readonly error: Error | undefined;
  /** There are neither data nor an error. */
  readonly isLoading: boolean;
  /** A request or a fetch is in progress. */
  readonly isSyncing: boolean;
  /** The data are known to be outdated, or the `staleTime`, if there is one, has passed since the last sync. */
  readonly isStale: boolean;
  readonly meta: KeyMeta | undefined;
  /** Milliseconds since 1970. */
  readonly lastSyncAt: number | undefined;
  /** Syncs now. Never rejects. */
  readonly sync: () => Promise<SyncOutcome>;
  /** Loads the data again, regardless of their version. */
  readonly invalidate: () => Promise<SyncOutcome>;
}

/** The state without a key. */
const NO_KEY = { isLoading: false, isSyncing: false, isStale: false } as KeyState;

/**
 * Follows a key while the component is mounted. The key `null` follows nothing.
 *
 * ```tsx
 * const { data: messages, isLoading } = useReality(`chat:room:${room}`, { fetcher: loadMessages, live: true });
 * ```
 */
export function useReality<K extends KeyOf<RealityKeys>, R = RealityKeys[K]>(
  key: K | null,
  options: UseRealityOptions<RealityKeys[K], R> & { readonly fallback: NoInfer<R> },
): UseRealityResult<R>;
export function useReality<K extends KeyOf<RealityKeys>, R = RealityKeys[K]>(
  key: K | null,
  options?: UseRealityOptions<RealityKeys[K], R>,
): UseRealityResult<R | undefined>;
export function useReality<T = unknown, R = T, K extends string = string>(
  key: Undeclared<K> | null,
  options: UseRealityOptions<T, R> & { readonly fallback: R },
): UseRealityResult<R>;
export function useReality<T = unknown, R = T, K extends string = string>(
  key: Undeclared<K> | null,
  options?: UseRealityOptions<T, R>,
): UseRealityResult<R | undefined>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
export function useReality(key: string | null, options: UseRealityOptions<any, any> = {}): UseRealityResult<unknown> {
  const client = useRealityClient();
  const latest = useLatest(options);
  const { staleTime, transform, fallback } = options as UseRealityOptions;
  const subscribe = useCallback(
    (listener: () => void) => (key === null ? () => undefined : client.subscribe(key, listener, latest)),
    [client, key, latest],
  );
  const state = useSyncExternalStore(
    subscribe,
    () => (key === null ? NO_KEY : client.getState(key)),
    () => (key === null ? NO_KEY : client.getServerState(key)),
  );
  const [memory] = useState(() => new Memory());
  const isOld = useHasPassed(state.lastSyncAt, staleTime);
  const sync = useCallback(() => client.syncKeys(key === null ? [] : [key]), [client, key]);
  const invalidate = useCallback(() => client.invalidate(key === null ? [] : [key]), [client, key]);
  const data = state.data === undefined || !transform ? state.data : memory.transformed(state.data, transform);
  return {
    ...state,
    data: data === undefined ? fallback : data,
    isStale: state.isStale || isOld,
    sync,
    invalidate,
  };
}

/** Keeps the last result of a transformation. It is not repeated, and an equal result keeps its identity. */
class Memory {
  #data: unknown;
  #transform: unknown;
  #result: unknown;

  transformed(data: unknown, transform: (data: unknown) => unknown): unknown {
    if (data !== this.#data || transform !== this.#transform) {
      this.#result = reuse(this.#result, transform(data));
      this.#data = data;
      this.#transform = transform;
    }
    return this.#result;
  }
}

/** Whether this many milliseconds have passed since then. Renders when they have. */
function useHasPassed(since: number | undefined, duration: number | undefined): boolean {
  const due = since !== undefined && duration ? since + duration : undefined;
  const [passed, setPassed] = useState<number>();
  useEffect(() => {
    if (due === undefined) {
      return undefined;
    }
    const timer = setTimeout(setPassed, Math.max(due - Date.now(), 0), due);
    return () => {
      clearTimeout(timer);
    };
  }, [due]);
  return due !== undefined && due === passed;
}
