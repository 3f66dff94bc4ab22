import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPollingAdapter } from '../../src/compat/index.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

let server: FakeServer;
let data: Record<string, unknown>;
let fetched: string[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer({ isAutomatic: true });
  data = { '/api/a': [1], '/api/b': [2] };
  fetched = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function common() {
  return {
    realityEndpoint: '/app/reality',
    interval: 2000,
    clientOptions: {
      transport: server,
      platform: new FakePlatform(),
      maxRetries: 0,
      fetch: (url: string) => {
        fetched.push(url);
        return Promise.resolve(
          data[url] === undefined ? new Response(null, { status: 500 }) : Response.json(data[url]),
        );
      },
    },
  };
}

test('calls back only on change, and syncs at its interval', async () => {
  const onData = vi.fn();
  const onSync = vi.fn();
  const adapter = createPollingAdapter({ ...common(), key: 'a', payloadEndpoint: '/api/a', onData, onSync });
  expect([adapter.isActive(), adapter.getLastSyncTime()]).toEqual([false, undefined]);
  adapter.start();
  adapter.start();
  await vi.advanceTimersByTimeAsync(6000);
  expect(adapter.isActive()).toBe(true);
  expect(server.requests.map(({ mode }) => mode)).toEqual(Array(4).fill('polling-compat'));
  expect(server.endpoints[0]).toBe('/app/reality');
  expect(onData.mock.calls).toEqual([[[1]]]);
  expect(fetched).toEqual(['/api/a']);
  expect(onSync.mock.calls.map(([changed]) => changed as unknown)).toEqual([['a'], [], [], []]);
  expect(adapter.getLastSyncTime()).toBe(Date.now());

  data['/api/a'] = [1, 2];
  server.change('a');
  await vi.advanceTimersByTimeAsync(2000);
  expect(onData.mock.calls).toEqual([[[1]], [[1, 2]]]);
  adapter.stop();
});

test('a stopped adapter makes no calls, and a restarted one repeats none', async () => {
  const onData = vi.fn();
  const adapter = createPollingAdapter({ ...common(), key: 'a', payloadEndpoint: '/api/a', onData });
  adapter.start();
  await settled();
  adapter.stop();
  const sent = server.requests.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests).toHaveLength(sent);
  expect(adapter.isActive()).toBe(false);
  adapter.start();
  await settled();
  expect(onData).toHaveBeenCalledOnce();
  server.change('a');
  await adapter.sync();
  await settled();
  expect(onData).toHaveBeenCalledTimes(2);
  adapter.stop();
});

test('errors of the sync and of the data are each reported once', async () => {
  const onError = vi.fn();
  const onData = vi.fn();
  data = {};
  const adapter = createPollingAdapter({ ...common(), key: 'a', payloadEndpoint: '/api/a', onData, onError });
  adapter.start();
  await settled();
  expect(onError.mock.calls).toMatchObject([[{ message: '/api/a responded with status 500' }]]);
  server.isAutomatic = false;
  await vi.advanceTimersByTimeAsync(2000);
  await server.only.fail();
  expect(onError.mock.calls.slice(1)).toMatchObject([[{ message: 'connection reset' }]]);
  expect(onData).not.toHaveBeenCalled();
  adapter.stop();
});

test('without a payload endpoint the data is the inline payload', async () => {
  const onData = vi.fn();
  server.change('a', { payload: { n: 1 } });
  const adapter = createPollingAdapter({ ...common(), key: 'a', onData });
  adapter.start();
  await settled();
  expect(onData.mock.calls).toEqual([[{ n: 1 }]]);
  adapter.stop();
});
