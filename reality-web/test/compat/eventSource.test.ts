import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEventSource, RealityEventSource } from '../../src/compat/index.js';
import type { RealityEventSourceOptions } from '../../src/compat/index.js';
import { createRealityClient, RealityError } from '../../src/index.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

let server: FakeServer;
let platform: FakePlatform;
let prices: Map<string, string>;
let calls: [string, RequestInit][];
let told: string[];
let source: EventSource | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer({ isAutomatic: true });
  platform = new FakePlatform();
  prices = new Map([['/price', 'first']]);
  calls = [];
  told = [];
});

afterEach(() => {
  source?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fetch = (url: string, init: RequestInit) => {
  calls.push([url, init]);
  const price = prices.get(url);
  return Promise.resolve(price === undefined ? new Response(null, { status: 500 }) : new Response(price));
};

async function open(options: RealityEventSourceOptions = {}) {
  source = new RealityEventSource('https://a.example/events', {
    realityEndpoint: '/reality',
    realityKey: 'stock',
    payloadEndpoint: '/price',
    clientOptions: { transport: server, platform, fetch, shareTabs: false, retryBaseDelay: 1000 },
    ...options,
  });
  source.onopen = () => told.push('open');
  source.onmessage = ({ data, lastEventId }) => told.push(`${data} ${lastEventId}`);
  source.onerror = () => told.push('error');
  await following();
  return source;
}

async function following() {
  await settled();
  await vi.dynamicImportSettled();
  await settled();
}

test('has the constants and the properties of an EventSource', async () => {
  const one = await open({ withCredentials: true });
  expect([RealityEventSource.CONNECTING, RealityEventSource.OPEN, RealityEventSource.CLOSED]).toEqual([0, 1, 2]);
  expect([one.CONNECTING, one.OPEN, one.CLOSED]).toEqual([0, 1, 2]);
  expect([one.url, one.withCredentials]).toEqual(['https://a.example/events', true]);
  expect(new RealityEventSource('/events', { client: createRealityClient() }).withCredentials).toBe(false);
});

test('connects, opens, delivers the current value, then each change once and in order', async () => {
  server.isAutomatic = false;
  const one = await open();
  expect(one.readyState).toBe(0);
  await server.only.answer();
  await following();
  expect(one.readyState).toBe(1);
  server.isAutomatic = true;
  for (const value of ['second', 'third']) {
    await vi.advanceTimersByTimeAsync(100);
    prices.set('/price', value);
    server.change('stock');
    await following();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).toEqual(['open', 'first 100', 'second 101', 'third 102']);
});

test('a change to the same value is delivered', async () => {
  await open();
  server.change('stock');
  await following();
  expect(told).toEqual(['open', 'first 100', 'first 101']);
});

test('listeners can be added and removed, with options, and handlers replaced', async () => {
  const one = await open();
  const heard: string[] = [];
  const listener = ({ data }: MessageEvent) => heard.push(`listener ${data as string}`);
  one.addEventListener('message', listener);
  one.addEventListener('message', () => heard.push('once'), { once: true });
  one.addEventListener('message', { handleEvent: () => heard.push('object') });
  const handler = () => heard.push('handler');
  one.onmessage = () => heard.push('replaced');
  one.onmessage = handler;
  expect(one.onmessage).toBe(handler);
  server.change('stock');
  await following();
  expect(heard.sort()).toEqual(['handler', 'listener first', 'object', 'once']);
  heard.length = 0;
  one.removeEventListener('message', listener);
  one.onmessage = null;
  expect(one.onmessage).toBeNull();
  await vi.advanceTimersByTimeAsync(100);
  server.change('stock');
  await following();
  expect(heard).toEqual(['object']);
});

test('an unreachable server is an error, and the source reconnects', async () => {
  const one = await open();
  await server.only.fail();
  expect(one.readyState).toBe(0);
  expect(told.at(-1)).toBe('error');
  await vi.advanceTimersByTimeAsync(1000);
  prices.set('/price', 'second');
  server.change('stock');
  await following();
  expect(one.readyState).toBe(1);
  expect(told.slice(2)).toEqual(['error', 'open', 'second 101']);
});

test('a value that cannot be fetched is an error, and is delivered later', async () => {
  prices.delete('/price');
  await open();
  expect(told).toEqual(['open', 'error']);
  prices.set('/price', 'late');
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual(['open', 'error', 'open', 'late 100']);
});

test('a refusal closes the source', async () => {
  server.isAutomatic = false;
  const one = await open();
  await server.only.fail(new RealityError('no', { status: 403 }));
  expect(one.readyState).toBe(2);
  expect(told).toEqual(['error']);
});

test('a key that the caller cannot watch closes the source', async () => {
  server.denied.push('stock');
  const one = await open();
  expect(one.readyState).toBe(2);
  expect(told.at(-1)).toBe('error');
});

test('a closed source fires no events and sends no requests', async () => {
  const one = await open();
  one.close();
  one.close();
  expect(one.readyState).toBe(2);
  const sent = server.requests.length;
  server.change('stock');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests).toHaveLength(sent);
  expect(server.waiting).toHaveLength(0);
  expect(told).toEqual(['open', 'first 100']);
});

test('without a payload endpoint the data is the inline payload, or the key and its version', async () => {
  source = new RealityEventSource('/events', { clientOptions: { transport: server, platform, shareTabs: false } });
  source.onmessage = ({ data }) => told.push(data as string);
  await following();
  expect(server.requests[0]).toMatchObject({ known: { events: 0 }, mode: 'sse-compat' });
  server.change('events', { payload: { price: 7 } });
  await following();
  expect(told).toEqual(['{"key":"events","version":100}', '{"price":7}']);
});

test('with pollEvery it syncs at that interval and holds no request', async () => {
  await open({ pollEvery: 3000 });
  await vi.advanceTimersByTimeAsync(9000);
  expect(server.requests.map(({ wait, mode }) => [wait, mode])).toEqual(Array(4).fill([undefined, 'polling-compat']));
});

test('credentials are sent with its own requests', async () => {
  vi.stubGlobal('fetch', fetch);
  source = new RealityEventSource('/events', {
    withCredentials: true,
    payloadEndpoint: (key) => `/data/${key}`,
    realityKey: 'k',
    clientOptions: { transport: server, platform, shareTabs: false },
  });
  await following();
  expect(calls[0]).toMatchObject(['/data/k', { credentials: 'include' }]);
});

test('two sources can share a client, which outlives both', async () => {
  const client = createRealityClient({ transport: server, platform, executionMode: 'client', shareTabs: false });
  const one = new RealityEventSource('/stocks/a', { client });
  const two = new RealityEventSource('/stocks?key=b', { client });
  await following();
  expect(server.only.request.known).toEqual({ a: 100, b: 100 });
  one.close();
  two.close();
  expect((await client.syncKeys(['a'])).error).toBeUndefined();
});

test('createEventSource creates a browser EventSource if there is no endpoint', () => {
  const made: unknown[] = [];
  vi.stubGlobal(
    'EventSource',
    class {
      constructor(...args: unknown[]) {
        made.push(args);
      }
      close = () => undefined;
    },
  );
  createEventSource('/events', { withCredentials: true });
  expect(made).toEqual([['/events', { withCredentials: true }]]);
  source = createEventSource('/events', {
    realityEndpoint: '/reality',
    clientOptions: { transport: server, platform },
  });
  expect(source).toBeInstanceOf(RealityEventSource);
});
