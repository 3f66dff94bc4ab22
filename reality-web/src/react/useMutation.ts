import { useCallback, useEffect, useRef, useState } from 'react';
import { guarded } from '../core/guarded.js';
import type { KeyOf, RealityKeys, Undeclared } from '../core/types.js';
import { useRealityClient } from './useRealityClient.js';

/** How a component changes something. `R` is the result of the call, `V` its argument, `T` the data of the key. */
export interface UseMutationOptions<R = unknown, V = void, T = unknown> {
  /** Returns the expected data. Applied again to newer data, so it must not modify its argument. */
  readonly optimisticUpdate?: ((current: T | undefined, variables: V) => T) | undefined;
  /** Revert the optimistic change at once if the mutation fails; otherwise the next load does. Default `true`. */
  readonly rollbackOnError?: boolean | undefined;
  /** Other keys to load again after success. */
  readonly invalidateKeys?: readonly string[] | undefined;
  readonly onSuccess?: ((result: R, variables: V) => void) | undefined;
  readonly onError?: ((error: Error, variables: V) => void) | undefined;
}

/** The state of a mutation, and the functions that start one. */
export interface UseMutationResult<R, V> {
  /** Makes the change. Never rejects: a failure sets `error` and calls `onError`; the result is then `undefined`. */
  readonly mutate: (variables: V) => Promise<R | undefined>;
  /** Makes the change. Rejects if it fails, like `RealityClient.mutate`. */
  readonly mutateAsync: (variables: V) => Promise<R>;
  /** The result of the last call. */
  readonly data: R | undefined;
  /** Whether any call is in progress. */
  readonly isLoading: boolean;
  /** Why the last call failed, if it did. */
  readonly error: Error | undefined;
  /** Clears data and error. */
  readonly reset: () => void;
}

interface State<R> {
  readonly pending: number;
  readonly data: R | undefined;
  readonly error: Error | undefined;
}

const INITIAL: State<never> = { pending: 0, data: undefined, error: undefined };

/**
 * Changes something that belongs to a key, and then syncs the key.
 *
 * ```tsx
 * const { mutate: post } = useMutation<Message, Draft>(`chat:room:${room}`, postMessage, {
 *   optimisticUpdate: (messages = [], draft) => [...messages, draft],
 * });
 * ```
 */
export function useMutation<K extends KeyOf<RealityKeys>, R, V = void>(
  key: K,
  change: (variables: V) => Promise<R> | R,
  options?: UseMutationOptions<R, V, RealityKeys[K]>,
): UseMutationResult<R, V>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the optimistic update says what the data are
export function useMutation<R = unknown, V = void, T = any, K extends string = string>(
  key: Undeclared<K>,
  change: (variables: V) => Promise<R> | R,
  options?: UseMutationOptions<R, V, T>,
): UseMutationResult<R, V>;
export function useMutation<R, V>(
  key: string,
  change: (variables: V) => Promise<R> | R,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signatures above say what it is
  options: UseMutationOptions<R, V, any> = {},
): UseMutationResult<R, V> {
  const client = useRealityClient();
  const [state, setState] = useState<State<R>>(INITIAL);
  const latest = useRef({ change, options });
  const calls = useRef(0);
  useEffect(() => {
    latest.current = { change, options };
  });
  const mutateAsync = useCallback(
    async (variables: V) => {
      const { change: run, options: how } = latest.current;
      const call = ++calls.current;
      // Data and error are those of the latest call; an earlier call only stops being in progress.
      const settle = (outcome: Pick<State<R>, 'data' | 'error'>) => {
        setState(({ pending, ...rest }) => ({ ...rest, ...(call === calls.current && outcome), pending: pending - 1 }));
      };
      const { optimisticUpdate, rollbackOnError, invalidateKeys } = how;
      setState(({ pending, data }) => ({ pending: pending + 1, data, error: undefined }));
      let result: R;
      try {
        result = await client.mutate<R>(key, () => run(variables), {
          optimisticUpdate: optimisticUpdate && ((current) => optimisticUpdate(current, variables) as unknown),
          rollbackOnError,
          invalidateKeys,
        });
      } catch (reason) {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        settle({ data: undefined, error });
        guarded(() => how.onError?.(error, variables));
        throw error;
      }
      settle({ data: result, error: undefined });
      guarded(() => how.onSuccess?.(result, variables));
      return result;
    },
    [client, key],
  );
  const mutate = useCallback((variables: V) => mutateAsync(variables).catch(() => undefined), [mutateAsync]);
  const reset = useCallback(() => {
    calls.current++;
    setState(({ pending }) => ({ ...INITIAL, pending }));
  }, []);
  const { pending, data, error } = state;
  return { mutate, mutateAsync, data, isLoading: pending > 0, error, reset };
}
