import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient, GONE, RealityClient, RealityError } from '../../src/index.js';
import type { RealityClientOptions, RealityEvents } from '../../src/index.js';
import { FakeData } from '../support/FakeData.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

let server: FakeServer;
let platform: FakePlatform;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  platform = new FakePlatform();
});

afterEach(() => {
  vi.useRealTimers();
});

function newClient(options: RealityClientOptions = {}) {
  return createRealityClient<object>({
    transport: server,
    platform,
    executionMode: 'client',
    ...options,
  });
}

const ignore = () => undefined;

describe('syncing', () => {
  test('the first sync reports no known version, and the data of changed keys is fetched', async () => {
    const data = new FakeData<string>();
    const client = newClient();
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();

    expect(server.only.request).toMatchObject({ known: { a: 0 }, hint: 'mount', mode: 'native' });
    expect(client.getState('a')).toMatchObject({ status: 'loading', isLoading: true, isSyncing: true });

    await server.only.answer();
    expect(data.fetches).toMatchObject([{ key: 'a', version: 100 }]);
    await data.resolve(0, 'first');

    expect(client.getState('a')).toMatchObject({
      status: 'ready',
      data: 'first',
      isLoading: false,
      isSyncing: false,
      isStale: false,
    });
    expect(client.getVersion('a')).toBe(100);
  });

  test('subscribers of the same moment share a request', async () => {
    const client = newClient();
    for (const key of ['a', 'b', 'b', 'c']) {
      client.subscribe(key, ignore);
    }
    await settled();

    expect(server.only.request.known).toEqual({ a: 0, b: 0, c: 0 });
  });

  test('keys requested during a sync are in the next one, and only one is in flight', async () => {
    const client = newClient();
    client.subscribe('a', ignore);
    await settled();
    const outcome = client.syncKeys(['b', 'a']);
    await settled();
    expect(server.requests).toHaveLength(1);

    await server.only.answer();
    expect(server.requests).toHaveLength(2);
    expect(server.only.request.known).toEqual({ a: 100, b: 0 });
    let isDone = false;
    void outcome.then(() => (isDone = true));
    await settled();
    expect(isDone).toBe(false);
    await server.only.answer();
    expect((await outcome).error).toBeUndefined();
  });

  test('the hint is mutation if a mutation is among the reasons', async () => {
    const client = newClient();
    void client.syncKeys(['a'], 'focus');
    void client.syncKeys(['b'], 'mutation');
    void client.syncKeys(['c'], 'idle');
    await settled();

    expect(server.only.request.hint).toBe('mutation');
  });

  test('keys above the maximum per request are synced in several requests', async () => {
    server.isAutomatic = true;
    const client = newClient();
    const keys = Array.from({ length: 2500 }, (_, at) => `k${at}`);
    expect(await client.syncKeys(keys)).toMatchObject({ changed: keys });
    expect(server.requests.map(({ known }) => Object.keys(known).length)).toEqual([1000, 1000, 500]);
  });

  test('a server that accepts fewer keys gets fewer', async () => {
    const client = newClient();
    const outcome = client.syncKeys(['a', 'b', 'c', 'd']);
    await settled();
    await server.only.fail(new RealityError('too many', { status: 413 }));
    server.isAutomatic = true;
    await server.only.answer();

    expect((await outcome).changed).toEqual(['a', 'b', 'c', 'd']);
    expect(server.requests.map(({ known }) => Object.keys(known).length)).toEqual([4, 2, 2]);
  });

  test('a key named like a member of every object is an ordinary key', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: (key) => `data of ${key}` });
    const keys = ['__proto__', 'constructor', 'hasOwnProperty'];
    keys.forEach((key) => client.subscribe(key, ignore));
    await settled();
    await settled();

    expect(keys.map((key) => client.getState(key).data)).toEqual(keys.map((key) => `data of ${key}`));
  });

  test('every change of the version is fetched, whatever the hash, also a lower version', async () => {
    const fetched: number[] = [];
    const client = newClient({ fetcher: (_, { version }) => fetched.push(version) });
    client.subscribe('a', ignore);
    await settled();
    for (const version of [7, 9, 3, 3, 9]) {
      if (server.waiting.length === 0) {
        void client.syncKeys(['a']);
        await settled();
      }
      const known = server.only.request.known['a'];
      const change = { version, hash: '', source: 's' };
      await server.only.answer({
        changed: known === version ? {} : { a: change },
        mesh: { peers: {}, serverVersion: 9 },
        serverTime: 1,
      });
    }
    expect(fetched).toEqual([7, 9, 3, 9]);
  });

  test('an inline payload replaces the fetch', async () => {
    const data = new FakeData<unknown>();
    server.change('a', { payload: null });
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    await settled();

    expect(client.getState('a')).toMatchObject({ status: 'ready', data: null });
    expect(data.fetches).toHaveLength(0);
  });

  test('a key that the caller cannot watch has an error, and the other keys have none', async () => {
    server.isAutomatic = true;
    server.denied.push('secret');
    const client = newClient({ fetcher: () => 'x' });
    const errors: string[] = [];
    client.subscribe('secret', ignore, { onError: (error, key) => errors.push(`${key}: ${error.message}`) });
    client.subscribe('a', ignore);
    await settled();
    await settled();

    expect(client.getState('secret')).toMatchObject({ status: 'error', isLoading: false, error: { status: 403 } });
    expect(client.getState('a').data).toBe('x');
    expect(errors).toEqual(['secret: Not allowed to watch secret']);
  });

  test('a loaded key that the caller can no longer watch keeps its data and has an error', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: () => 'x' });
    client.subscribe('a', ignore);
    await settled();
    server.denied.push('a');
    await client.syncKeys(['a']);

    expect(client.getState('a')).toMatchObject({ status: 'error', data: 'x', error: { status: 403 } });
  });

  test('a key that an old server does not know is still fetched', async () => {
    const client = newClient({ fetcher: () => 'x' });
    client.subscribe('a', ignore);
    await settled();
    await server.only.answer({ changed: {}, mesh: { peers: {}, serverVersion: 0 }, serverTime: 1 });

    expect(client.getState('a')).toMatchObject({ status: 'ready', data: 'x' });
    expect(client.getVersion('a')).toBe(0);
  });

  test('initialKnown prevents the fetch of data that the application already has', async () => {
    const data = new FakeData<string>();
    const client = newClient({ initialKnown: { a: 100 } });
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    expect(server.only.request.known).toEqual({ a: 100 });
    await server.only.answer();

    expect(data.fetches).toHaveLength(0);
    expect(client.getState('a').status).toBe('ready');
  });

  test('every request has the client id and the mode', async () => {
    const clientId = '3f2b8a6e-5d0c-4a37-9b0e-1c2d3e4f5a6b';
    const client = newClient({ clientId, mode: 'polling-compat' });
    void client.syncKeys(['a']);
    await settled();

    expect(server.only.request).toMatchObject({ clientId, mode: 'polling-compat' });
  });
});

describe('fetching', () => {
  test('keys are fetched in parallel', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient();
    client.setDefaultFetcher(data.fetcher);
    client.subscribe('a', ignore);
    client.subscribe('b', ignore);
    await settled();
    await settled();

    expect(data.fetches.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('a late response never overwrites a newer one', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient();
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    server.change('a');
    void client.syncKeys(['a']);
    await settled();
    await settled();
    expect(data.fetches.map(({ version }) => version)).toEqual([100, 101]);

    await data.resolve(1, 'new');
    expect(client.getState('a')).toMatchObject({ data: 'new', isStale: false });
    await data.resolve(0, 'old');
    expect(client.getState('a')).toMatchObject({ data: 'new', isStale: false, isSyncing: false });
    expect(client.getVersion('a')).toBe(101);
  });

  test('a version that returns is fetched again, because its old fetch would be too late', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient({ maxRetries: 0 });
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    const sync = async () => {
      void client.syncKeys(['a']);
      await settled();
      await settled();
    };
    server.change('a');
    await sync();
    await data.resolve(1, 'at 101');
    server.versions.set('a', { version: 100 });
    await sync();
    expect(data.fetches.map(({ version }) => version)).toEqual([100, 101, 100]);

    await data.reject(0);
    await data.resolve(2, 'at 100 again');
    expect(client.getState('a')).toMatchObject({ data: 'at 100 again', isStale: false, error: undefined });
  });

  test('a key that changes faster than its fetches has at most two, and ends with the last version', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient();
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    for (let change = 0; change < 5; change++) {
      server.change('a');
      void client.syncKeys(['a']);
      await settled();
      await settled();
    }
    expect(data.fetches.map(({ version }) => version)).toEqual([100, 101]);

    await data.resolve(0, 'at 100');
    expect(client.getState('a')).toMatchObject({ data: 'at 100', isStale: true });
    expect(data.fetches[2]!.version).toBe(105);
    await data.resolve(2, 'at 105');
    await data.resolve(1, 'at 101');
    expect(client.getState('a')).toMatchObject({ data: 'at 105', isStale: false });
    expect(data.fetches).toHaveLength(3);
  });

  test('a failed fetch keeps the error and the old data, and does not count as done', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const errors: Error[] = [];
    const client = newClient({ maxRetries: 0 });
    client.subscribe('a', ignore, { fetcher: data.fetcher, onError: (error) => errors.push(error) });
    await settled();
    await data.resolve(0, 'old');
    server.change('a');
    void client.syncKeys(['a']);
    await settled();
    await data.reject(1, new Error('no database'));

    expect(client.getState('a')).toMatchObject({
      status: 'error',
      data: 'old',
      error: { message: 'no database' },
      isStale: true,
    });
    expect(errors).toHaveLength(1);
    expect(client.getVersion('a')).toBe(100);

    void client.syncKeys(['a']);
    await settled();
    expect(server.requests.at(-1)!.known).toEqual({ a: 100 });
    await data.resolve(2, 'new');
    expect(client.getState('a')).toMatchObject({ status: 'ready', data: 'new', error: undefined, isStale: false });
  });

  test('a failed fetch is retried with increasing pauses of at most 30 s', async () => {
    server.isAutomatic = true;
    const times: number[] = [];
    const client = newClient({ retryBaseDelay: 400, maxRetries: 3 });
    const begin = Date.now();
    client.subscribe('a', ignore, {
      fetcher: () => {
        times.push(Date.now() - begin);
        throw new Error('always');
      },
    });
    await vi.advanceTimersByTimeAsync(100_000);

    const pauses = times.slice(1).map((time, at) => time - times[at]!);
    expect(pauses).toHaveLength(6);
    [400, 800, 1600].forEach((longest, at) => {
      expect(pauses[at]).toBeGreaterThanOrEqual(longest / 2);
      expect(pauses[at]).toBeLessThanOrEqual(longest);
    });
    expect(pauses.slice(3)).toEqual([30_000, 30_000, 30_000]);
  });

  test('a key without subscribers is not fetched', async () => {
    server.isAutomatic = true;
    let tries = 0;
    const client = newClient();
    const unsubscribe = client.subscribe('a', ignore, {
      fetcher: () => {
        tries++;
        throw new Error('always');
      },
    });
    await settled();
    unsubscribe();
    await vi.advanceTimersByTimeAsync(100_000);

    expect(tries).toBe(1);
  });

  test('a fetch that does not end is an error after the timeout, and its signal is aborted', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient({ timeout: 3000, maxRetries: 0 });
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await vi.advanceTimersByTimeAsync(2999);
    expect(client.getState('a').status).toBe('loading');
    await vi.advanceTimersByTimeAsync(1);

    expect(client.getState('a')).toMatchObject({ status: 'error', error: { message: 'No response within 3000 ms' } });
    expect(data.fetches[0]!.signal.aborted).toBe(true);
  });

  test('a fetcher that returns GONE reports that the data no longer exists', async () => {
    server.isAutomatic = true;
    const gone: string[] = [];
    const data = new FakeData<string | typeof GONE>();
    const client = newClient();
    client.on('key:gone', ({ key }) => gone.push(key));
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    await settled();
    await data.resolve(0, 'there');
    server.change('a');
    void client.syncKeys(['a']);
    await settled();
    await data.resolve(1, GONE);

    expect(gone).toEqual(['a']);
    expect(client.getState('a')).toMatchObject({ status: 'ready', data: undefined });
  });

  test('a fetcher that returns undefined fails', async () => {
    server.isAutomatic = true;
    const client = newClient({ maxRetries: 0, fetcher: () => undefined });
    client.subscribe('a', ignore);
    await settled();
    await settled();

    expect(client.getState('a')).toMatchObject({ status: 'error', error: { code: 'fetcher' } });
    expect(client.getVersion('a')).toBe(0);
  });

  test('a key that was followed without a fetcher is fetched when a subscriber has one', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient();
    client.subscribe('a', ignore);
    await settled();
    expect(client.getState('a')).toMatchObject({ status: 'ready', data: undefined });
    client.subscribe('a', ignore, { fetcher: data.fetcher });
    expect(client.getState('a')).toMatchObject({ status: 'loading', isLoading: true });
    await data.resolve(0, 'x');
    expect(client.getState('a')).toMatchObject({ status: 'ready', data: 'x' });
    expect(server.requests).toHaveLength(1);
  });

  test('the last fetcher of a key is called, or the default if there is none', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: () => 'default' });
    client.subscribe('a', ignore);
    client.subscribe('b', ignore, { fetcher: () => 'first' });
    client.subscribe('b', ignore, { fetcher: () => 'second' });
    client.subscribe('b', ignore);
    await settled();
    await settled();

    expect([client.getState('a').data, client.getState('b').data]).toEqual(['default', 'second']);
  });

  test('equal data keeps its identity after a change, as does every unchanged part', async () => {
    server.isAutomatic = true;
    const answers = [
      [
        { id: 1, tags: ['x'] },
        { id: 2, tags: ['y'] },
      ],
      [
        { id: 1, tags: ['x'] },
        { id: 2, tags: ['z'] },
      ],
      [
        { id: 1, tags: ['x'] },
        { id: 2, tags: ['z'] },
      ],
    ];
    const client = newClient({ fetcher: () => answers.shift() });
    client.subscribe('a', ignore);
    const states: { data: { tags: string[] }[] }[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await client.syncKeys(['a']);
      states.push(client.getState<{ tags: string[] }[]>('a') as never);
      server.change('a');
    }
    const [first, second, third] = states.map(({ data }) => data);
    expect(second![0]).toBe(first![0]);
    expect(second![1]).not.toBe(first![1]);
    expect(third).toBe(second);
  });
});

describe('subscribing', () => {
  test('unsubscribing twice is harmless', async () => {
    server.isAutomatic = true;
    const client = newClient();
    const first = client.subscribe('a', ignore);
    client.subscribe('a', ignore);
    first();
    first();

    expect(client.getStats().subscriptions).toBe(1);
    server.change('a');
    void client.syncAll();
    await settled();
    expect(Object.keys(server.requests.at(-1)!.known)).toEqual(['a']);
  });

  test('a listener is called for its own key only, and not for equal states', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: (key) => key });
    const heard: string[] = [];
    client.subscribe('a', ({ key }) => heard.push(key));
    client.subscribe('b', ignore);
    await settled();
    await settled();
    const before = heard.length;
    server.change('b');
    await client.syncKeys(['b']);

    expect(new Set(heard)).toEqual(new Set(['a']));
    expect(heard).toHaveLength(before);
  });

  test('a new subscriber of a loaded key gets the current state', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: () => 'x' });
    const states: unknown[] = [];
    await client.syncKeys(['a']);
    const end = client.subscribe('a', ({ data }) => states.push(data));
    expect(states).toEqual([]);
    await settled();
    expect(states).toEqual(['x']);
    end();
    client.subscribe('a', ({ data }) => states.push(data))();
    await settled();
    expect(states).toEqual(['x']);
  });

  test.each(['', '~nodes', 'a\nb', ['a'] as never])('the invalid key %j is rejected at once', async (key) => {
    const client = newClient();
    expect(() => client.subscribe(key, ignore)).toThrow(RealityError);
    expect(await client.syncKeys([key])).toMatchObject({ changed: [], error: { code: 'invalid-key' } });
    expect(server.requests).toEqual([]);
  });

  test('a client can be constructed with new', async () => {
    server.isAutomatic = true;
    const client = new RealityClient({ executionMode: 'client', transport: server, platform });
    expect((await client.syncKeys(['a'])).changed).toEqual(['a']);
  });

  test('a listener that throws does not affect other listeners', async () => {
    server.isAutomatic = true;
    const client = newClient();
    const states: string[] = [];
    client.subscribe('a', () => {
      throw new Error('broken listener');
    });
    client.subscribe('a', ({ status }) => states.push(status));
    await client.syncKeys(['a']);

    expect(states).toContain('ready');
    expect(() => vi.advanceTimersToNextTimer()).toThrow('broken listener');
  });

  test('a mount soon after a request sends no other one', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore)();
    await settled();
    client.subscribe('a', ignore);
    await settled();
    expect(server.requests).toHaveLength(1);

    client.subscribe('a', ignore, { dedupeInterval: 0 });
    await settled();
    expect(server.requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2000);
    client.subscribe('a', ignore);
    await settled();
    expect(server.requests).toHaveLength(3);
  });

  test('a mount within the stale time sends no request', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore);
    await settled();
    await vi.advanceTimersByTimeAsync(5000);
    client.subscribe('a', ignore, { staleTime: 10_000 });
    await settled();
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5000);
    client.subscribe('a', ignore, { staleTime: 10_000 });
    await settled();
    expect(server.requests).toHaveLength(2);
  });

  test('keys without subscribers for five minutes are removed', async () => {
    server.isAutomatic = true;
    const client = newClient();
    for (let key = 0; key < 1000; key++) {
      client.subscribe(`k${key}`, ignore)();
    }
    await settled();
    client.getState('other');
    expect(client.getStats().keys).toBe(1001);
    await vi.advanceTimersByTimeAsync(300_001);
    client.getState('another');
    expect(client.getStats().keys).toBe(1);
  });

  test('a client without subscribers has no timers and no listeners', async () => {
    server.isAutomatic = true;
    const client = newClient({ pollEvery: 1000 });
    expect(vi.getTimerCount()).toBe(0);
    const unsubscribe = client.subscribe('a', ignore, { live: 'poll' });
    await settled();
    expect(platform.focus.listeners).toBe(1);
    unsubscribe();
    await settled();
    await vi.dynamicImportSettled();
    await settled();

    expect([platform.focus.listeners, platform.online.listeners, vi.getTimerCount()]).toEqual([0, 0, 0]);
    expect(server.waiting).toHaveLength(0);
  });

  test('a closed client ends its request and completes pending calls', async () => {
    const client = newClient();
    const states: unknown[] = [];
    client.subscribe('a', (state) => states.push(state));
    await settled();
    const { signal } = server.only;
    const waits = client.syncKeys(['a']);
    states.length = 0;
    client.close();

    expect((await waits).error).toBeDefined();
    expect(signal.aborted).toBe(true);
    expect(states).toEqual([]);
    expect(await client.syncAll()).toEqual({ changed: [] });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('triggers', () => {
  test('a page that becomes visible syncs its watched keys once', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore);
    client.subscribe('b', ignore, { refetchOnFocus: false });
    await settled();
    platform.focus.set(false);
    await vi.advanceTimersByTimeAsync(1000);
    platform.focus.set(true);
    platform.focus.set(true);
    await settled();

    expect(server.requests.slice(1)).toMatchObject([{ known: { a: 100 }, hint: 'focus' }]);
    expect(server.requests[1]!.known).not.toHaveProperty('b');
  });

  test('a change just before the page became visible is found, however briefly it was hidden', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore);
    await settled();
    platform.focus.set(false);
    server.change('a');
    await vi.advanceTimersByTimeAsync(300);
    platform.focus.set(true);
    await settled();

    expect(client.getVersion('a')).toBe(101);
  });

  test('a page that is online again syncs its watched keys', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore);
    client.subscribe('b', ignore, { refetchOnReconnect: false });
    await settled();
    platform.online.set(false);
    platform.online.set(true);
    await settled();

    expect(server.requests.slice(1)).toMatchObject([{ known: { a: 100 }, hint: 'reconnect' }]);
  });

  test('subscribers can enable both if the client disables them', async () => {
    server.isAutomatic = true;
    const client = newClient({ syncOnFocus: false, syncOnReconnect: false });
    client.subscribe('a', ignore);
    client.subscribe('b', ignore, { refetchOnFocus: true });
    client.subscribe('c', ignore, { refetchOnReconnect: true });
    await settled();
    platform.focus.set(true);
    platform.online.set(true);
    await settled();

    expect(server.requests.slice(1).map(({ known }) => Object.keys(known))).toEqual([['b'], ['c']]);
  });

  test('a key within its stale time is not synced', async () => {
    server.isAutomatic = true;
    const client = newClient();
    client.subscribe('a', ignore, { staleTime: 60_000 });
    await settled();
    await vi.advanceTimersByTimeAsync(59_000);
    platform.focus.set(true);
    await settled();
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    platform.focus.set(true);
    await settled();
    expect(server.requests).toHaveLength(2);
  });

  test('the polling interval syncs while the page is visible and online', async () => {
    server.isAutomatic = true;
    const client = newClient({ pollEvery: 1000 });
    client.subscribe('a', ignore);
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.requests).toHaveLength(4);
    platform.focus.set(false);
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.requests).toHaveLength(4);
  });

  test('polling-compat syncs every 5 s, sse-compat holds a request, native does neither', async () => {
    server.isAutomatic = true;
    const asked: number[] = [];
    for (const mode of ['native', 'sse-compat', 'polling-compat'] as const) {
      server.requests.length = 0;
      const client = newClient({ mode, shareTabs: false });
      client.subscribe('a', ignore);
      await settled();
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(server.requests.every((request) => request.mode === mode)).toBe(true);
      expect(server.waiting.length).toBe(mode === 'sse-compat' ? 1 : 0);
      asked.push(server.requests.length);
      client.close();
    }
    expect(asked).toEqual([1, 2, 3]);
  });
});

describe('what a client reports', () => {
  test('events', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: () => 'x' });
    const told: [string, unknown][] = [];
    const events: (keyof RealityEvents)[] = ['sync:start', 'sync:complete', 'key:change', 'mesh:update'];
    const ends = events.map((event) => client.on(event, (detail) => told.push([event, detail])));
    await client.syncKeys(['a']);

    const meta = { key: 'a', version: 100, hash: 'h100', source: 'node-1', serverId: 'node-1' };
    expect(told).toEqual([
      ['sync:start', { keys: ['a'], hint: 'interaction', server: '/reality' }],
      ['key:change', meta],
      ['mesh:update', { peers: {}, serverVersion: 100 }],
      [
        'sync:complete',
        { keys: ['a'], hint: 'interaction', changed: ['a'], server: '/reality', serverId: 'node-1', duration: 0 },
      ],
    ]);
    ends.forEach((end) => {
      end();
    });
    await client.syncKeys(['a']);
    expect(told).toHaveLength(4);
  });

  test('statistics', async () => {
    server.isAutomatic = true;
    const client = newClient({ fetcher: () => 'x' });
    client.subscribe('a', ignore);
    await client.syncKeys(['b']);

    expect(client.getStats()).toEqual({
      requests: 1,
      failures: 0,
      polls: 0,
      fetches: 2,
      changes: 2,
      keys: 2,
      subscriptions: 1,
    });
  });

  test('debug writes every event', async () => {
    server.isAutomatic = true;
    const lines: string[] = [];
    await newClient({ debug: (event) => lines.push(event) }).syncKeys(['a']);
    expect(lines).toContain('reality sync:start');
    const console = vi.spyOn(globalThis.console, 'debug').mockImplementation(ignore);
    await newClient({ debug: true }).syncKeys(['a']);
    expect(console).toHaveBeenCalledWith('reality sync:start', expect.anything());
  });

  test('isAnySyncing is true from the sync until the data is loaded', async () => {
    const data = new FakeData<string>();
    const client = newClient({ fetcher: data.fetcher });
    expect(client.isAnySyncing()).toBe(false);
    void client.syncKeys(['a']);
    expect(client.isAnySyncing()).toBe(true);
    await settled();
    await server.only.answer();
    expect(client.isAnySyncing()).toBe(true);
    await data.resolve(0, 'x');
    expect(client.isAnySyncing()).toBe(false);
  });

  test('a handle is a store for one key', async () => {
    server.isAutomatic = true;
    const client = newClient({ shareTabs: false });
    const handle = client.realtime('a', { fetcher: (_, { version }) => version });
    const seen: unknown[] = [];
    const end = handle.subscribe(({ data }) => seen.push(data));
    await handle.sync();
    await vi.dynamicImportSettled();
    await settled();
    server.change('a');
    await settled();
    expect(handle.getState().data).toBe(101);
    expect(seen.at(-1)).toBe(101);
    await handle.invalidate();
    expect(await handle.mutate(() => 'done', { optimisticUpdate: () => -1 })).toBe('done');
    end();
  });
});

describe('invalidating', () => {
  test('data is reloaded although the version is the same', async () => {
    server.isAutomatic = true;
    let loads = 0;
    const client = newClient({ fetcher: () => ++loads });
    await client.syncKeys(['a']);
    await client.syncKeys(['a']);
    expect(loads).toBe(1);
    await client.invalidate('a');

    expect(client.getState('a')).toMatchObject({ data: 2, isStale: false });
    expect(server.requests.at(-1)!.known).toEqual({ a: 0 });
    expect(server.invalidated).toEqual([]);
  });

  test('data whose fetch began earlier does not count', async () => {
    server.isAutomatic = true;
    const data = new FakeData<string>();
    const client = newClient({ fetcher: data.fetcher });
    void client.syncKeys(['a']);
    await settled();
    void client.invalidate(['a']);
    await settled();
    await settled();
    expect(data.fetches).toHaveLength(2);
    await data.resolve(0, 'before');
    expect(client.getState('a')).toMatchObject({ data: 'before', isStale: true });
    await data.resolve(1, 'after');
    expect(client.getState('a')).toMatchObject({ data: 'after', isStale: false });
  });

  test('publish: true invalidates the keys for all clients', async () => {
    server.isAutomatic = true;
    const client = newClient();
    await client.invalidate(['a', 'b'], { publish: true });
    expect(server.invalidated).toEqual(['a', 'b']);
    expect(client.getVersion('a')).toBe(101);
  });
});
