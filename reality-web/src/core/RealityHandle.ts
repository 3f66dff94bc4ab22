import type { KeyState, MutateOptions, SyncOutcome } from './types.js';

/** One key as a store with `subscribe` and `getState`. */
export interface RealityHandle<T> {
  readonly key: string;
  getState(): KeyState<T>;
  /** Follows the key until the returned function is called. */
  subscribe(listener: (state: KeyState<T>) => void): () => void;
  sync(): Promise<SyncOutcome>;
  invalidate(): Promise<SyncOutcome>;
  mutate<R>(change: () => Promise<R> | R, options?: MutateOptions<R, T>): Promise<R>;
}
