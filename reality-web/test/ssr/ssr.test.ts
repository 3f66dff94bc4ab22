import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient, RealityProtocolError } from '../../src/index.js';
import {
  createEmbeddedRealityServer,
  createRealityTanStackAdapter,
  deserializeRealityState,
  registerEmbeddedServer,
  serializeRealityState,
} from '../../src/ssr/index.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('prefetch', () => {
  test('reads the versions first, then the data', async () => {
    const server = createEmbeddedRealityServer();
    const order: string[] = [];
    const watched = {
      sync: (...request: Parameters<typeof server.sync>) => {
        order.push('versions');
        return server.sync(...request);
      },
      invalidate: () => undefined,
    };
    const version = server.update('a', 'hash');
    const adapter = createRealityTanStackAdapter({
      keys: ['a', 'b'],
      server: watched,
      fetcher: (key) => {
        order.push(`data of ${key}`);
        return `value of ${key}`;
      },
    });
    const state = await adapter.prefetch();
    expect(order).toEqual(['versions', 'data of a', 'data of b']);
    expect(state.keys['a']).toEqual({ version, hash: 'hash', source: 'embedded', data: 'value of a', at: Date.now() });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('omits keys that could not be loaded, and reports why', async () => {
    const server = createEmbeddedRealityServer();
    const errors: string[] = [];
    const adapter = createRealityTanStackAdapter({
      keys: ['a', 'bad'],
      server,
      fetcher: (key) => (key === 'bad' ? Promise.reject(new Error('no database')) : 'x'),
      onError: ({ message }) => errors.push(message),
    });
    expect(Object.keys((await adapter.prefetch()).keys)).toEqual(['a']);
    expect(errors).toEqual(['no database']);
  });

  test('renders the page without data if there is no server', async () => {
    const errors: string[] = [];
    const adapter = createRealityTanStackAdapter({
      keys: ['a'],
      endpoint: 'http://127.0.0.1:1/reality',
      onError: ({ message }) => errors.push(message),
      clientOptions: { maxRetries: 0, fetch: () => Promise.reject(new TypeError('fetch failed')) },
    });
    expect(await adapter.prefetch()).toEqual({ keys: {} });
    expect(errors).toEqual(['Could not reach http://127.0.0.1:1/reality']);
  });
});

describe('serialized state', () => {
  const nasty = '</script><script>alert(1)</script><!-- \u2028 \u2029 & " \' \\ {{ x }}';

  test('is safe inside a script element, whatever keys and data contain', () => {
    const state = { keys: { [nasty]: { version: 1, hash: nasty, source: nasty, data: { [nasty]: [nasty] }, at: 1 } } };
    const text = serializeRealityState(state);
    expect(text).not.toMatch(/[<>&\u2028\u2029]/);
    expect(deserializeRealityState(text)).toEqual(state);
  });

  test('keeps keys such as __proto__', () => {
    const text = '{"keys":{"__proto__":{"version":1,"hash":"h","source":"s","data":7,"at":1}}}';
    expect(serializeRealityState(deserializeRealityState(text))).toBe(text);
    const client = createRealityClient({ hydrationState: deserializeRealityState(text) });
    expect(client.getState('__proto__').data).toBe(7);
  });

  test.each(['', 'null', '[]', '{}', '{"keys":[]}', '{"keys":{"a":{"version":"1"}}}', '{"keys":{"a":null}}'])(
    '%s is rejected',
    (text) => {
      expect(() => deserializeRealityState(text)).toThrow(RealityProtocolError);
    },
  );
});

describe('hydration', () => {
  test('does not reload unchanged data, and does not miss a change', async () => {
    const server = new FakeServer({ isAutomatic: true });
    const fetcher = vi.fn((key: string) => `loaded ${key}`);
    const state = await createRealityTanStackAdapter({
      keys: ['a', 'b'],
      fetcher: (key) => `rendered ${key}`,
      clientOptions: { transport: server },
    }).prefetch();
    server.change('b');
    const client = createRealityClient({
      transport: server,
      platform: new FakePlatform(),
      executionMode: 'client',
      hydrationState: deserializeRealityState(serializeRealityState(state)),
      fetcher,
    });
    expect(client.getState('a')).toMatchObject({ data: 'rendered a', isLoading: false, status: 'ready' });
    client.subscribe('a', () => undefined);
    client.subscribe('b', () => undefined);
    await settled();
    await settled();
    expect(server.requests.at(-1)!.known).toEqual({ a: 100, b: 100 });
    expect(fetcher.mock.calls.map(([key]) => key)).toEqual(['b']);
    expect(client.getState('b').data).toBe('loaded b');
    expect(client.getServerState('b').data).toBe('rendered b');
  });

  test('does not replace newer data', async () => {
    const server = new FakeServer({ isAutomatic: true });
    const client = createRealityClient({ transport: server, fetcher: () => 'new' });
    const at = Date.now() - 1000;
    await client.syncKeys(['a']);
    client.hydrate({ keys: { a: { version: 99, hash: 'h', source: 's', data: 'old', at } } });
    expect(client.getState('a').data).toBe('new');
  });
});

describe('execution modes', () => {
  test('ssr-embedded calls the registered server without HTTP', async () => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    const server = createEmbeddedRealityServer({ payload: (key) => `payload of ${key}` });
    expect(() => createRealityClient({ executionMode: 'ssr-embedded' })).toThrow('registerEmbeddedServer');
    const unregister = registerEmbeddedServer(server);
    const client = createRealityClient({ executionMode: 'ssr-embedded' });
    await client.syncKeys(['a']);
    expect(client.getState('a').data).toBe('payload of a');
    await client.invalidate('a', { publish: true });
    expect(client.getVersion('a')).toBeGreaterThan(0);
    unregister();
    expect(() => createRealityClient({ executionMode: 'ssr-embedded' })).toThrow();
    expect(fetch).not.toHaveBeenCalled();
  });

  test('auto is embedded if a server is registered, otherwise HTTP; with a window it is a page', async () => {
    const fetch = vi.fn(() =>
      Promise.resolve(Response.json({ changed: {}, mesh: { peers: {}, serverVersion: 0 }, serverTime: 1 })),
    );
    const unregister = registerEmbeddedServer(createEmbeddedRealityServer());
    await createRealityClient({ fetch }).syncKeys(['a']);
    expect(fetch).not.toHaveBeenCalled();
    unregister();
    await createRealityClient({ fetch }).syncKeys(['a']);
    expect(fetch).toHaveBeenCalledOnce();

    const platform = new FakePlatform();
    createRealityClient({ fetch, platform }).subscribe('a', () => undefined);
    expect(platform.focus.listeners).toBe(0);
    vi.stubGlobal('window', {});
    createRealityClient({ fetch, platform }).subscribe('a', () => undefined)();
    const end = createRealityClient({ fetch, platform }).subscribe('a', () => undefined);
    expect(platform.focus.listeners).toBe(1);
    end();
  });
});

describe('the embedded server', () => {
  const url = 'http://localhost/app/reality';
  const post = (path: string, body: unknown) =>
    new Request(`${url}/${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('responds to clients over HTTP, including held requests', async () => {
    const server = createEmbeddedRealityServer();
    const client = createRealityClient({
      endpoint: url,
      executionMode: 'client',
      platform: new FakePlatform(),
      shareTabs: false,
      fetch: (address, init) => server.handle(new Request(address, init)),
    });
    client.subscribe('a', () => undefined, { live: 'poll' });
    await client.syncKeys(['a']);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(10);
    const version = server.update('a');
    await vi.waitFor(() => {
      expect(client.getVersion('a')).toBe(version);
    });
    client.close();
  });

  test('versions increase, also across a restart', () => {
    const first = createEmbeddedRealityServer();
    const versions = [first.update('a'), first.update('a'), first.update('b')];
    expect(versions[1]).toBeGreaterThan(versions[0]!);
    vi.advanceTimersByTime(10);
    expect(createEmbeddedRealityServer().update('a')).toBeGreaterThan(Math.max(...versions));
  });

  test('a held request ends with its wait or with its client', async () => {
    const server = createEmbeddedRealityServer();
    const { changed } = await server.sync({ known: { a: 0 } });
    const known = { a: changed['a']!.version };
    const ended: string[] = [];
    const gone = new AbortController();
    void server.sync({ known, wait: 90_000 }).then(() => ended.push('time'));
    void server.sync({ known, wait: 90_000 }, gone.signal).then(() => ended.push('gone'));
    gone.abort();
    await settled();
    expect(ended).toEqual(['gone']);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(ended).toEqual(['gone', 'time']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['sync', 'no json', 400],
    ['sync', {}, 400],
    ['sync', { known: { a: -1 } }, 400],
    ['sync', { known: {}, wait: 'long' }, 400],
    ['sync', { known: {} }, 200],
    ['invalidate', { keys: ['a'] }, 403],
    ['other', {}, 404],
  ])('%s with %o returns %i', async (path, body, status) => {
    expect((await createEmbeddedRealityServer().handle(post(path, body))).status).toBe(status);
  });

  test('writing over HTTP requires permission', async () => {
    const server = createEmbeddedRealityServer({
      mayWrite: (request) => request.headers.get('Authorization') === 'Bearer x',
    });
    const request = post('invalidate', { keys: ['a'] });
    request.headers.set('Authorization', 'Bearer x');
    const answer = (await (await server.handle(request)).json()) as { versions: Record<string, number> };
    expect((await server.sync({ known: { a: 0 } })).changed['a']!.version).toBe(answer.versions['a']);
    expect((await server.handle(post('invalidate', { keys: ['a'] }))).status).toBe(403);
    expect(await (await server.handle(new Request(`${url}/health`))).json()).toMatchObject({ status: 'healthy' });
  });
});
