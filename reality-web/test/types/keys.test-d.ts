import { describe, expectTypeOf, test } from 'vitest';
import * as v from 'valibot';
import { z } from 'zod';
import { createRealityClient, type GONE } from '../../src/index.js';
import type { KeyState } from '../../src/index.js';
import { useMutation, useReality } from '../../src/react/index.js';

interface User {
  readonly name: string;
}
interface Message {
  readonly id: string;
  readonly text: string;
}

declare module '../../src/core/types.js' {
  interface RealityKeys {
    'user:me': User;
    [room: `chat:room:${string}`]: Message[];
  }
}

describe('declared keys', () => {
  test('have the type of their data', () => {
    expectTypeOf(useReality('user:me').data).toEqualTypeOf<User | undefined>();
    expectTypeOf(useReality('chat:room:general').data).toEqualTypeOf<Message[] | undefined>();
    const room = 'general' as string;
    expectTypeOf(useReality(`chat:room:${room}`).data).toEqualTypeOf<Message[] | undefined>();
    const client = createRealityClient();
    expectTypeOf(client.getState('user:me')).toEqualTypeOf<KeyState<User>>();
    client.subscribe('user:me', ({ data }) => {
      expectTypeOf(data).toEqualTypeOf<User | undefined>();
    });
    void client.mutate('chat:room:a', () => 7, {
      optimisticUpdate: (messages = []) => {
        expectTypeOf(messages).toEqualTypeOf<Message[]>();
        return messages;
      },
    });
  });

  test('reject an optimistic update of another type', () => {
    // @ts-expect-error the data are messages
    useMutation('chat:room:general', (text: string) => text, { optimisticUpdate: () => 7 });
    // @ts-expect-error the data are messages
    void createRealityClient().mutate('chat:room:general', () => 7, { optimisticUpdate: () => 7 });
    // @ts-expect-error a user is no number
    createRealityClient().subscribe('user:me', () => undefined, { fetcher: () => 7 });
  });

  test('reject a fetcher of another type', () => {
    // @ts-expect-error a user is no number
    useReality('user:me', { fetcher: () => 7 });
  });

  test('transform determines the type of the data', () => {
    const { data } = useReality('chat:room:general', { transform: (messages) => messages.length });
    expectTypeOf(data).toEqualTypeOf<number | undefined>();
  });

  test('a fallback removes undefined from the type', () => {
    expectTypeOf(useReality('user:me', { fallback: { name: '?' } }).data).toEqualTypeOf<User>();
  });

  test('mutations infer data, variables and result', () => {
    const { mutate, data } = useMutation('chat:room:general', (text: string) => Promise.resolve({ id: text }), {
      optimisticUpdate: (messages = [], text) => [...messages, { id: '', text }],
    });
    expectTypeOf(mutate).toEqualTypeOf<(variables: string) => Promise<{ id: string } | undefined>>();
    expectTypeOf(data).toEqualTypeOf<{ id: string } | undefined>();
  });
});

describe('other keys', () => {
  test('the first type argument of a mutation is the result of its call', () => {
    const post = (text: string) => Promise.resolve({ id: '1', text });
    const { mutate, mutateAsync } = useMutation<Message, string>('messages', post, {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-assignment
      optimisticUpdate: (current, text) => [...current, { text, isPending: true }],
      onSuccess: (message) => message.id,
    });
    expectTypeOf(mutate).toEqualTypeOf<(variables: string) => Promise<Message | undefined>>();
    expectTypeOf(mutateAsync).toEqualTypeOf<(variables: string) => Promise<Message>>();
  });

  test('a fetcher that can return GONE has the type of its data', () => {
    const fetcher = (): number | typeof GONE => 7;
    expectTypeOf(useReality('stock', { fetcher }).data).toEqualTypeOf<number | undefined>();
  });

  test('have the type of the fetcher, or unknown', () => {
    expectTypeOf(useReality('stock', { fetcher: () => Promise.resolve(7) }).data).toEqualTypeOf<number | undefined>();
    expectTypeOf(useReality<number>('stock').data).toEqualTypeOf<number | undefined>();
    expectTypeOf(useReality('stock').data).toEqualTypeOf<unknown>();
  });

  test('have the output type of the schema', () => {
    expectTypeOf(useReality('stock', { schema: z.object({ price: z.number() }) }).data).toEqualTypeOf<
      { price: number } | undefined
    >();
    expectTypeOf(useReality('stock', { schema: v.object({ price: v.number() }) }).data).toEqualTypeOf<
      { price: number } | undefined
    >();
  });
});

test('a client accepts a map of keys instead of an augmentation', () => {
  const client = createRealityClient<{ count: number; [stock: `stock:${string}`]: { price: number } }>();
  expectTypeOf(client.getState('count').data).toEqualTypeOf<number | undefined>();
  expectTypeOf(client.getState('stock:acme').data).toEqualTypeOf<{ price: number } | undefined>();
  expectTypeOf(client.realtime('count').getState().data).toEqualTypeOf<number | undefined>();
});
