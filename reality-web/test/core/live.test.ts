import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient, RealityError } from '../../src/index.js';
import type { RealityClient, RealityClientOptions } from '../../src/index.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

let server: FakeServer;
let platform: FakePlatform;
let clients: RealityClient[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer({ isAutomatic: true });
  platform = new FakePlatform();
  clients = [];
});

afterEach(() => {
  clients.forEach((client) => {
    client.close();
  });
  vi.useRealTimers();
});

function newClient(options: RealityClientOptions = {}) {
  const client = createRealityClient({
    transport: server,
    platform,
    executionMode: 'client',
    shareTabs: false,
    ...options,
  });
  clients.push(client);
  return client;
}

async function following() {
  await settled();
  await vi.dynamicImportSettled();
  await settled();
}

const ignore = () => undefined;
const LIVE = { live: 'poll' } as const;

describe('one held request', () => {
  test('is for all live keys of the page, and its timeout is longer than its wait', async () => {
    const client = newClient({ timeout: 8000 });
    client.subscribe('a', ignore, LIVE);
    client.subscribe('b', ignore, LIVE);
    client.subscribe('c', ignore);
    await following();
    expect(server.only.request).toMatchObject({ known: { a: 100, b: 100 }, hint: 'poll', wait: 25_000 });
    expect(client.getState('a').isSyncing).toBe(false);

    const { signal } = server.only;
    await vi.advanceTimersByTimeAsync(32_999);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.aborted).toBe(true);
  });

  test('reports a change at once', async () => {
    const client = newClient({ fetcher: (_, { version }) => version });
    client.subscribe('a', ignore, LIVE);
    await following();
    server.change('a');
    await settled();

    expect(client.getState('a').data).toBe(101);
    await vi.advanceTimersByTimeAsync(100);
    expect(server.only.request.known).toEqual({ a: 101 });
  });

  test('ends when keys must be synced, and one request is in flight at any time', async () => {
    const client = newClient();
    client.subscribe('a', ignore, LIVE);
    await following();
    const { signal } = server.only;
    server.isAutomatic = false;
    void client.syncKeys(['x'], 'mutation');
    await settled();

    expect(signal.aborted).toBe(true);
    expect(server.only.request).toMatchObject({ known: { x: 0 }, hint: 'mutation' });
    await server.only.answer();
    expect(server.only.request).toMatchObject({ known: { a: 100 }, wait: 25_000 });
    expect(client.getStats()).toMatchObject({ requests: 4, polls: 2, failures: 0 });
  });

  test('is replaced when other keys are followed', async () => {
    const client = newClient();
    client.subscribe('a', ignore, LIVE);
    await following();
    const end = client.subscribe('b', ignore, LIVE);
    await following();
    expect(server.only.request.known).toEqual({ a: 100, b: 100 });
    end();
    await following();
    expect(server.only.request.known).toEqual({ a: 100 });
  });

  test('pauses while the page is hidden, and finds changes when it is visible', async () => {
    const client = newClient();
    client.subscribe('a', ignore, LIVE);
    await following();
    platform.focus.set(false);
    await following();
    expect(server.waiting).toHaveLength(0);
    server.change('a');
    await vi.advanceTimersByTimeAsync(60_000);
    const before = server.requests.length;
    platform.focus.set(true);
    await following();

    expect(client.getVersion('a')).toBe(101);
    expect(server.requests.slice(before).map(({ hint }) => hint)).toEqual(['focus', 'poll']);
  });

  test('pauses while there is no network', async () => {
    const client = newClient();
    client.subscribe('a', ignore, LIVE);
    await following();
    platform.online.set(false);
    await following();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.waiting).toHaveLength(0);
    platform.online.set(true);
    await following();
    expect(server.only.request.wait).toBe(25_000);
  });

  test('is not held during server rendering', async () => {
    const client = newClient({ executionMode: 'server-external' });
    client.subscribe('a', ignore, LIVE);
    await following();
    expect(server.waiting).toHaveLength(0);
    expect(platform.focus.listeners).toBe(0);
  });

  test('continues at the next server with the same versions when one fails', async () => {
    const client = newClient({ servers: ['/1', '/2'] });
    client.subscribe('a', ignore, LIVE);
    await following();
    await server.only.fail();
    expect(server.only).toMatchObject({ endpoint: '/2/reality', request: { known: { a: 100 } } });
    expect(client.getStats().failures).toBe(1);
  });

  test('does not sync a version again whose data cannot be fetched', async () => {
    const client = newClient({ maxRetries: 1 });
    let isBroken = true;
    let tries = 0;
    client.subscribe('a', ignore, {
      ...LIVE,
      fetcher: () => {
        tries++;
        if (isBroken) {
          throw new Error('no');
        }
        return 'data';
      },
    });
    await following();
    const before = server.requests.length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.requests).toHaveLength(before);
    expect(tries).toBe(2);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(client.getState('a')).toMatchObject({ data: 'data', isStale: false, status: 'ready' });
  });

  test('alternates if there are more keys than fit into one request', async () => {
    const client = newClient();
    for (let key = 0; key < 1500; key++) {
      client.subscribe(`k${key}`, ignore, LIVE);
    }
    await following();
    expect(Object.keys(server.only.request.known)).toHaveLength(1000);
    expect(server.only.request.wait).toBe(12_500);
    await vi.advanceTimersByTimeAsync(12_500);
    await server.only.answer();
    expect(Object.keys(server.only.request.known)).toHaveLength(500);
    server.change('k1400');
    await settled();
    expect(client.getVersion('k1400')).toBe(101);
  });
});

describe('no hot loop', () => {
  const empty = { changed: {}, mesh: { peers: {}, serverVersion: 1 }, serverTime: 1 };

  async function requestsIn(ms: number, answer: () => unknown) {
    const client = newClient({ retryBaseDelay: 500 });
    client.subscribe('a', ignore, LIVE);
    await following();
    const sent = server.requests.length;
    server.sync = (_, request) => {
      server.requests.push(request);
      return new Promise((resolve, reject) => {
        queueMicrotask(() => {
          try {
            resolve({ body: answer(), serverId: 'proxy' });
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
    };
    void server.only.answer(answer instanceof Function ? safely(answer) : undefined);
    await vi.advanceTimersByTimeAsync(ms);
    return server.requests.length - sent;
  }

  function safely(answer: () => unknown) {
    try {
      return answer();
    } catch {
      return {};
    }
  }

  test('when a proxy answers a held request at once without a change', async () => {
    expect(await requestsIn(600_000, () => empty)).toBeLessThan(50);
  });

  test('when it answers with a stale body from a cache', async () => {
    const stale = { ...empty, changed: { a: { version: 42, hash: 'old', source: 's' } } };
    expect(await requestsIn(600_000, () => stale)).toBeLessThan(50);
  });

  test('when it answers with HTML', async () => {
    expect(await requestsIn(600_000, () => '<html>')).toBeLessThan(50);
  });

  test('when every request is refused', async () => {
    const refuse = () => {
      throw new RealityError('no', { status: 403 });
    };
    expect(await requestsIn(600_000, refuse)).toBeLessThan(50);
  });

  test('when two servers behind it contradict each other: at most ten requests per second', async () => {
    let turn = 0;
    const flapping = () => ({ ...empty, changed: { a: { version: 50 + (turn++ % 2), hash: 'h', source: 's' } } });
    const sent = await requestsIn(10_000, flapping);
    expect(sent).toBeGreaterThan(50);
    expect(sent).toBeLessThanOrEqual(101);
  });

  test('recovers when the proxy works again', async () => {
    await requestsIn(60_000, () => empty);
    server.sync = FakeServer.prototype.sync.bind(server);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.only.request.wait).toBe(25_000);
    const sent = server.requests.length;
    await vi.advanceTimersByTimeAsync(2000); // the oldest that this request can be, it is given up after 33 s
    expect(server.requests.length).toBe(sent);
    server.change('a');
    await settled();
    expect(clients[0]!.getVersion('a')).toBe(101);
  });
});
