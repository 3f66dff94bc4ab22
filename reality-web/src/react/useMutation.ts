import { useCallback, useEffect, useRef, useState } from 'react';
import { guarded } from '../core/Emitter.js';
import type { KeyOf, RealityKeys } from '../core/types.js';
import { useRealityClient } from './useRealityClient.js';

/** How a component changes something; `T` is the data of the key, `V` what `mutate` is given, `R` what it comes to. */
export interface UseMutationOptions<T = unknown, V = void, R = unknown> {
  /** The data as they will be. Applied again to newer data, so it must not change what it is given. */
  readonly optimisticUpdate?: ((current: T | undefined, variables: V) => T) | undefined;
  /** Take the optimistic change back at once if the mutation fails; otherwise the next load does. Default `true`. */
  readonly rollbackOnError?: boolean | undefined;
  /** Other keys to load again after success. */
  readonly invalidateKeys?: readonly string[] | undefined;
  readonly onSuccess?: ((result: R, variables: V) => void) | undefined;
  readonly onError?: ((error: Error, variables: V) => void) | undefined;
}

/** A change that can be made. */
export interface UseMutationResult<V, R> {
  /** Makes the change. Never rejects: a failure is in `error` and told to `onError`, and the promise brings `undefined`. */
  readonly mutate: (variables: V) => Promise<R | undefined>;
  /** What the last one came to. */
  readonly data: R | undefined;
  /** Whether any is on its way. */
  readonly isLoading: boolean;
  /** Why the last one failed, if it did. */
  readonly error: Error | undefined;
  /** Forgets data and error. */
  readonly reset: () => void;
}

interface State<R> {
  readonly pending: number;
  readonly data: R | undefined;
  readonly error: Error | undefined;
}

const NONE: State<never> = { pending: 0, data: undefined, error: undefined };

/**
 * Changes something that belongs to a key, and then syncs the key.
 *
 * ```tsx
 * const { mutate: post } = useMutation(`chat:room:${room}`, postMessage, {
 *   optimisticUpdate: (messages = [], message: Message) => [...messages, message],
 * });
 * ```
 */
export function useMutation<K extends KeyOf<RealityKeys>, V = void, R = unknown>(
  key: K,
  change: (variables: V) => Promise<R> | R,
  options?: UseMutationOptions<RealityKeys[K], V, R>,
): UseMutationResult<V, R>;
export function useMutation<T = unknown, V = void, R = unknown>(
  key: string,
  change: (variables: V) => Promise<R> | R,
  options?: UseMutationOptions<T, V, R>,
): UseMutationResult<V, R>;
export function useMutation<V, R>(
  key: string,
  change: (variables: V) => Promise<R> | R,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
  options: UseMutationOptions<any, V, R> = {},
): UseMutationResult<V, R> {
  const client = useRealityClient();
  const [state, setState] = useState<State<R>>(NONE);
  const latest = useRef({ change, options });
  const calls = useRef(0);
  useEffect(() => {
    latest.current = { change, options };
  });
  const mutate = useCallback(
    async (variables: V) => {
      const { change: run, options: how } = latest.current;
      const call = ++calls.current;
      // Data and error are those of the call that was made last; an earlier one only ends being on its way.
      const settle = (outcome: Pick<State<R>, 'data' | 'error'>) => {
        setState(({ pending, ...rest }) => ({ ...rest, ...(call === calls.current && outcome), pending: pending - 1 }));
      };
      const { optimisticUpdate, rollbackOnError, invalidateKeys } = how;
      setState(({ pending, data }) => ({ pending: pending + 1, data, error: undefined }));
      let result: R;
      try {
        result = await client.mutate<unknown, R>(key, () => run(variables), {
          optimisticUpdate: optimisticUpdate && ((current) => optimisticUpdate(current, variables) as unknown),
          rollbackOnError,
          invalidateKeys,
        });
      } catch (reason) {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        settle({ data: undefined, error });
        guarded(() => how.onError?.(error, variables));
        return undefined;
      }
      settle({ data: result, error: undefined });
      guarded(() => how.onSuccess?.(result, variables));
      return result;
    },
    [client, key],
  );
  const reset = useCallback(() => {
    calls.current++;
    setState(({ pending }) => ({ ...NONE, pending }));
  }, []);
  const { pending, data, error } = state;
  return { mutate, data, isLoading: pending > 0, error, reset };
}

/** Changes something that several keys depend on: after success all of them are loaded again. */
export function useMutationWithInvalidation<V = void, R = unknown>(
  keys: readonly [string, ...string[]],
  change: (variables: V) => Promise<R> | R,
  options?: Omit<UseMutationOptions<never, V, R>, 'optimisticUpdate' | 'rollbackOnError' | 'invalidateKeys'>,
): UseMutationResult<V, R> {
  return useMutation<unknown, V, R>(keys[0], change, { ...options, invalidateKeys: keys });
}
