import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient, RealityError, RealityProtocolError } from '../../src/index.js';
import type { RealityClientOptions } from '../../src/index.js';
import { serverPool } from '../../src/core/serverPool.js';
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
  return createRealityClient({ transport: server, platform, executionMode: 'client', ...options });
}

const TWO = { servers: ['https://a.example/chat', 'https://b.example/reality/'] };
const A = 'https://a.example/chat/reality';
const B = 'https://b.example/reality';
const ignore = () => undefined;

describe('addresses', () => {
  test.each([
    [{}, '/reality'],
    [{ endpoint: 'reality' }, 'reality'],
    [{ endpoint: '/chat/reality/' }, '/chat/reality'],
    [{ endpoint: 'https://a.example/gateway/live' }, 'https://a.example/gateway/live'],
    [{ servers: ['https://a.example'] }, 'https://a.example/reality'],
    [{ servers: ['/chat/'] }, '/chat/reality'],
    [{ servers: ['https://a.example/reality'] }, 'https://a.example/reality'],
  ])('%o is synced at %s', async (options, endpoint) => {
    void newClient(options).syncKeys(['a']);
    await settled();
    expect(server.only.endpoint).toBe(endpoint);
  });
});

describe('failures', () => {
  test('after a failure the next server is tried at once, and the failed one is avoided', async () => {
    const client = newClient(TWO);
    const told: string[] = [];
    client.on('server:unhealthy', ({ server: url }) => told.push(`bad ${url}`));
    client.on('sync:error', ({ server: url, error }) => told.push(`${url}: ${error.message}`));
    const outcome = client.syncKeys(['a']);
    await settled();
    await server.only.fail();
    expect(server.only.endpoint).toBe(B);
    await server.only.answer();

    expect(await outcome).toEqual({ changed: ['a'] });
    expect(told).toEqual([`bad ${A}`, `${A}: connection reset`]);
    expect(client.getServerStatus().map(({ url, status, failures }) => [url, status, failures])).toEqual([
      [A, 'unhealthy', 1],
      [B, 'healthy', 0],
    ]);
    void client.syncKeys(['a']);
    await settled();
    expect(server.only.endpoint).toBe(B);
  });

  test('a server that was marked unhealthy can be used again after avoidFor', async () => {
    const client = newClient({ ...TWO, avoidFor: 30_000 });
    const healthy: string[] = [];
    client.on('server:healthy', ({ server: url }) => healthy.push(url));
    void client.syncKeys(['a']);
    await settled();
    await server.only.fail();
    await server.only.answer();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(client.getServerStatus()[0]).toMatchObject({ status: 'unknown', failures: 1 });

    void client.syncKeys(['a']);
    await settled();
    expect(server.only.endpoint).toBe(B);
    await server.only.fail();
    expect(server.only.endpoint).toBe(A);
    await server.only.answer();

    expect(healthy).toEqual([A]);
    expect(client.getServerStatus().map(({ status }) => status)).toEqual(['healthy', 'unhealthy']);
  });

  test('if all servers are unhealthy, there are retries with increasing pauses, then an error', async () => {
    const client = newClient({ ...TWO, maxRetries: 3, retryBaseDelay: 1000 });
    const times: number[] = [];
    const begin = Date.now();
    client.on('sync:start', () => times.push(Date.now() - begin));
    client.subscribe('a', ignore);
    server.sync = () => Promise.reject(new TypeError('fetch failed'));
    const outcome = client.syncKeys(['a']);
    await vi.advanceTimersByTimeAsync(60_000);

    expect((await outcome).error).toMatchObject({ name: 'RealityError', status: 0 });
    expect(times).toHaveLength(2 + 3);
    const pauses = times.slice(2).map((time, at) => time - times[at + 1]!);
    [1000, 2000, 4000].forEach((longest, at) => {
      expect(pauses[at]).toBeGreaterThanOrEqual(longest / 2);
      expect(pauses[at]).toBeLessThanOrEqual(longest);
    });
    expect(client.getState('a')).toMatchObject({ status: 'error', isSyncing: false, error: { status: 0 } });
  });

  test('two clients pause for different times', async () => {
    const pauses = new Set<number>();
    for (let turn = 0; turn < 10; turn++) {
      const begin = Date.now();
      const failing = newClient({ maxRetries: 1 });
      const times: number[] = [];
      failing.on('sync:start', () => times.push(Date.now() - begin));
      server.sync = () => Promise.reject(new Error('no'));
      void failing.syncKeys(['a']);
      await vi.advanceTimersByTimeAsync(10_000);
      pauses.add(times[1]!);
    }
    expect(pauses.size).toBeGreaterThan(5);
  });

  test('maxRetries: 0 sends no retries', async () => {
    const client = newClient({ maxRetries: 0 });
    const outcome = client.syncKeys(['a']);
    await settled();
    await server.only.fail();
    expect((await outcome).error).toBeDefined();
    expect(server.requests).toHaveLength(1);
  });

  test.each([400, 401, 403, 415])('the refusal %i is not retried, and no failure of the server', async (status) => {
    const client = newClient(TWO);
    const outcome = client.syncKeys(['a']);
    await settled();
    await server.only.fail(new RealityError('refused', { status }));

    expect((await outcome).error).toMatchObject({ status });
    expect(server.requests).toHaveLength(1);
    expect(client.getServerStatus()[0]!.status).not.toBe('unhealthy');
  });

  test.each([404, 408, 429, 500, 502, 503])('after a %i another server is tried', async (status) => {
    const client = newClient(TWO);
    void client.syncKeys(['a']);
    await settled();
    await server.only.fail(new RealityError('failed', { status }));

    expect(server.only.endpoint).toBe(B);
  });

  test('no request is sent before the Retry-After of a server ends, whatever happens', async () => {
    const client = newClient();
    client.subscribe('a', ignore);
    await settled();
    await server.only.fail(new RealityError('busy', { status: 503, retryAfter: 7000 }));
    await vi.advanceTimersByTimeAsync(6000);
    void client.syncKeys(['b']);
    platform.focus.set(true);
    await vi.advanceTimersByTimeAsync(999);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.requests).toHaveLength(2);
  });

  test('a node that drains spreads its clients', async () => {
    const client = newClient();
    void client.syncKeys(['a']);
    await settled();
    await server.only.answer({ changed: {}, mesh: { peers: {}, serverVersion: 1 }, serverTime: 1, retry: 400 });
    void client.syncKeys(['a']);
    await vi.advanceTimersByTimeAsync(399);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.requests).toHaveLength(2);
  });

  test('a request without a response in time fails', async () => {
    const client = newClient({ ...TWO, timeout: 2000 });
    void client.syncKeys(['a']);
    await settled();
    const { signal } = server.only;
    await vi.advanceTimersByTimeAsync(1999);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.aborted).toBe(true);
    expect(server.only.endpoint).toBe(B);
  });

  test('a pause ends when the network is back', async () => {
    const client = newClient({ retryBaseDelay: 20_000 });
    client.subscribe('a', ignore);
    await settled();
    await server.only.fail();
    platform.online.set(false);
    await settled();
    platform.online.set(true);
    await settled();
    expect(server.requests).toHaveLength(2);
    await server.only.answer();
    expect(client.getState('a').status).toBe('ready');
  });
});

test('the pool chooses the server with the fewest failures, then the least stale, then the fastest', () => {
  const pool = serverPool(['/1', '/2', '/3', '/4', '/5'], 1000);
  const [, second, third, fourth, fifth] = ['/1', '/2', '/3', '/4', '/5'].map((url) => {
    const server = pool.choose();
    expect(server.url).toBe(url);
    pool.failed(server, new RealityError('no'));
    return server;
  });
  pool.succeeded(second!, 5, undefined, 1);
  pool.succeeded(third!, 9, undefined, 30);
  pool.succeeded(fourth!, 9, undefined, 20);
  vi.advanceTimersByTime(60_000); // the first and the last may be asked again, but they have failed
  const order = [];
  for (let turn = 0; turn < 5; turn++) {
    order.push(pool.choose().url);
    pool.failed(pool.choose(), new RealityError('no'));
  }
  expect(fifth!.url).toBe('/5');
  expect(order).toEqual(['/5', '/4', '/3', '/2', '/1']);
});

describe('over HTTP', () => {
  function answering(...answers: (() => Response | Promise<Response>)[]) {
    const calls: [string, RequestInit][] = [];
    const fetch = (url: string, init: RequestInit) => {
      calls.push([url, init]);
      const answer = answers[Math.min(calls.length, answers.length) - 1]!;
      return Promise.resolve(answer());
    };
    return { calls, fetch };
  }

  const options = { executionMode: 'client', maxRetries: 0 } as const;
  const nothing = { changed: {}, mesh: { peers: {}, serverVersion: 1 }, serverTime: 1 };

  test('a sync is a POST of JSON that bypasses caches', async () => {
    const { calls, fetch } = answering(() => Response.json(nothing, { headers: { 'X-Reality-Server': 'node-7' } }));
    const client = createRealityClient({ ...options, endpoint: 'reality', fetch });
    const ids: unknown[] = [];
    client.on('sync:complete', ({ serverId }) => ids.push(serverId));
    await client.syncKeys(['a']);

    const [url, init] = calls[0]!;
    expect(url).toBe('reality/sync');
    expect(init).toMatchObject({ method: 'POST', cache: 'no-store', headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(init.body as string)).toMatchObject({ known: { a: 0 }, hint: 'interaction', mode: 'native' });
    expect(ids).toEqual(['node-7']);
    expect(client.getServerStatus()[0]).toMatchObject({ serverId: 'node-7', serverVersion: 1, status: 'healthy' });
  });

  test.each([
    ['HTML instead of JSON', () => new Response('<html>Log in</html>', { headers: { 'Content-Type': 'text/html' } })],
    ['a body that ends prematurely', () => new Response('{"changed":{')],
    ['a body of another format', () => Response.json({ status: 'ok' })],
    ['an empty body', () => new Response(null)],
  ])('%s is a protocol error, and another server is tried', async (_, answer) => {
    const { calls, fetch } = answering(answer, () => Response.json(nothing));
    const client = createRealityClient({ ...options, ...TWO, fetch });
    const errors: Error[] = [];
    client.on('sync:error', ({ error }) => errors.push(error));
    await client.syncKeys(['a']);

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(RealityProtocolError);
    expect(calls.map(([url]) => url)).toEqual([`${A}/sync`, `${B}/sync`]);
  });

  test.each([
    ['120', () => '120', 120_000],
    ['a date', () => new Date(Date.now() + 90_000).toUTCString(), 90_000],
    ['a date that has passed', () => new Date(Date.now() - 90_000).toUTCString(), 0],
    ['another text', () => 'soon', 0],
    ['nothing', () => undefined, 0],
  ])('Retry-After with %s', async (_, make, expected) => {
    vi.setSystemTime(1_800_000_000_000);
    const header = make();
    const { fetch } = answering(
      () => new Response(null, { status: 503, ...(header && { headers: { 'Retry-After': header } }) }),
    );
    const { error } = await createRealityClient({ ...options, fetch }).syncKeys(['a']);
    expect(error).toMatchObject({ status: 503 });
    expect((error as RealityError).retryAfter).toBe(expected);
  });

  test('invalidating for all clients is a POST, and a refusal is an error', async () => {
    const { calls, fetch } = answering(
      () => Response.json({ invalidated: ['a'], versions: { a: 7 } }),
      () => Response.json(nothing),
      () => new Response(null, { status: 403 }),
    );
    const client = createRealityClient({ ...options, fetch });
    await client.invalidate('a', { publish: true });
    expect(calls[0]).toMatchObject(['/reality/invalidate', { method: 'POST', body: '{"keys":["a"]}' }]);
    await expect(client.invalidate('a', { publish: true })).rejects.toMatchObject({ status: 403 });
  });
});
