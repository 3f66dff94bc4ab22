import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient } from '../../src/index.js';
import { Deferred } from '../support/Deferred.js';
import { FakeData } from '../support/FakeData.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer({ isAutomatic: true });
});

afterEach(() => {
  vi.useRealTimers();
});

async function loaded(content: string[]) {
  const data = new FakeData<string[]>();
  const client = createRealityClient({
    transport: server,
    platform: new FakePlatform(),
    executionMode: 'client',
    fetcher: data.fetcher,
    maxRetries: 0,
  });
  client.subscribe('list', () => undefined);
  await settled();
  await data.resolve(0, content);
  const shown = () => client.getState<string[]>('list').data;
  const add = (text: string) => (list: string[] | undefined) => [...(list ?? []), text];
  return { client, data, shown, add };
}

describe('an optimistic change', () => {
  test('shows at once, and stays until data that contains it is loaded', async () => {
    const { client, data, shown, add } = await loaded(['a']);
    const answer = new Deferred<number>();
    const mutation = client.mutate('list', () => answer.promise, { optimisticUpdate: add('b') });
    expect(shown()).toEqual(['a', 'b']);

    server.change('list');
    answer.resolve(42);
    expect(await mutation).toBe(42);
    await settled();
    expect(server.requests.at(-1)).toMatchObject({ hint: 'mutation' });
    expect(shown()).toEqual(['a', 'b']);

    const states: unknown[] = [];
    client.subscribe<string[]>('list', ({ data: list }) => states.push(list), { staleTime: 9e9 });
    await settled();
    states.length = 0;
    await data.resolve(1, ['a', 'b', 'c']);
    expect(states).toEqual([['a', 'b', 'c']]); // no moment without it, and none with it twice
  });

  test('is rolled back when the mutation fails, and the caller gets the error', async () => {
    const { client, shown, add } = await loaded(['a']);
    const onError = vi.fn();
    const answer = new Deferred<void>();
    const mutation = client.mutate('list', () => answer.promise, { optimisticUpdate: add('b'), onError });
    answer.reject(new Error('refused'));
    await expect(mutation).rejects.toThrow('refused');

    expect(shown()).toEqual(['a']);
    expect(onError).toHaveBeenCalledOnce();
  });

  test('stays after a failure until the next load with rollbackOnError: false', async () => {
    const { client, data, shown, add } = await loaded(['a']);
    const options = { optimisticUpdate: add('b'), rollbackOnError: false };
    server.isAutomatic = false;
    await client.mutate('list', () => Promise.reject(new Error('timeout')), options).catch(() => undefined);
    await settled();
    expect(shown()).toEqual(['a', 'b']);
    server.change('list');
    await server.only.answer();
    expect(shown()).toEqual(['a', 'b']);
    await data.resolve(1, ['a', 'of the server']);
    expect(shown()).toEqual(['a', 'of the server']);
  });

  test('is applied to newer data while its mutation is in progress', async () => {
    const { client, data, shown, add } = await loaded(['a']);
    const answer = new Deferred<void>();
    void client.mutate('list', () => answer.promise, { optimisticUpdate: add('mine') });
    server.change('list');
    void client.syncKeys(['list']);
    await settled();
    await data.resolve(1, ['a', 'of another']);
    expect(shown()).toEqual(['a', 'of another', 'mine']);
  });

  test('of a mutation that fails does not affect later ones', async () => {
    const { client, shown, add } = await loaded(['a']);
    const [first, second] = [new Deferred<void>(), new Deferred<void>()];
    client.mutate('list', () => first.promise, { optimisticUpdate: add('b') }).catch(() => undefined);
    void client.mutate('list', () => second.promise, { optimisticUpdate: add('c') });
    first.reject(new Error('no'));
    await settled();
    expect(shown()).toEqual(['a', 'c']);
  });

  test('is not dropped for data whose fetch began before the mutation completed', async () => {
    const { client, data, shown, add } = await loaded(['a']);
    server.change('list');
    void client.syncKeys(['list']);
    await settled(); // a fetch is under way
    const answer = new Deferred<void>();
    void client.mutate('list', () => answer.promise, { optimisticUpdate: add('b') });
    server.change('list');
    answer.resolve();
    await settled();
    await data.resolve(1, ['a', 'x']);
    expect(shown()).toEqual(['a', 'x', 'b']);
    await data.resolve(2, ['a', 'x', 'b']);
    expect(shown()).toEqual(['a', 'x', 'b']);
  });

  test('is not dropped for a sync that began before the mutation completed', async () => {
    const { client, data, shown, add } = await loaded(['a']);
    server.isAutomatic = false;
    void client.syncKeys(['list']);
    await settled();
    const read = server.body(server.only.request); // the server looks before the mutation takes effect
    server.change('list');
    await client.mutate('list', () => undefined, { optimisticUpdate: add('b') });
    await server.only.answer(read);
    expect(shown()).toEqual(['a', 'b']);
    await server.only.answer();
    await data.resolve(1, ['a', 'b']);
    expect(shown()).toEqual(['a', 'b']);
  });

  test('is dropped when a sync after the mutation reports no change', async () => {
    const { client, shown, add } = await loaded(['a']);
    await client.mutate('list', () => undefined, { optimisticUpdate: add('b') });
    await settled();
    await settled();
    expect(shown()).toEqual(['a']);
  });

  test('that throws leaves the data unchanged', async () => {
    const { client, shown } = await loaded(['a']);
    void client.mutate('list', () => new Promise(() => undefined), {
      optimisticUpdate: () => {
        throw new Error('broken');
      },
    });
    expect(shown()).toEqual(['a']);
    expect(() => vi.advanceTimersToNextTimer()).toThrow('broken');
  });
});

describe('a mutation', () => {
  test('reloads other keys after success', async () => {
    const { client, data } = await loaded(['a']);
    client.subscribe('count', () => undefined);
    await settled();
    const before = data.fetches.length;
    const onSuccess = vi.fn();
    await client.mutate('list', () => 'done', { invalidateKeys: ['count'], onSuccess });
    await settled();
    await settled();
    expect(server.requests.at(-1)).toMatchObject({ known: { list: 100, count: 0 }, hint: 'mutation' });
    expect(data.fetches.slice(before).map(({ key }) => key)).toEqual(['count']);
    expect(onSuccess).toHaveBeenCalledWith('done');
  });

  test('that fails is followed by a sync, because it can have taken effect', async () => {
    const { client } = await loaded(['a']);
    const before = server.requests.length;
    await client.mutate('list', () => Promise.reject(new Error('connection lost'))).catch(() => undefined);
    await settled();
    expect(server.requests.slice(before)).toMatchObject([{ hint: 'mutation', known: { list: 100 } }]);
  });
});
