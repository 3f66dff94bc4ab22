import type { KeyState, MutateOptions, SyncOutcome } from './types.js';

/** One key, ready to be handed to whatever shows it: a store with `subscribe` and `getState`. */
export interface RealityHandle<T> {
  readonly key: string;
  getState(): KeyState<T>;
  /** Follows the key until the returned function is called. */
  subscribe(listener: (state: KeyState<T>) => void): () => void;
  sync(): Promise<SyncOutcome>;
  invalidate(): Promise<SyncOutcome>;
  mutate<R>(change: () => Promise<R> | R, options?: MutateOptions<T, R>): Promise<R>;
}
