import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRealityClient } from '../../src/index.js';
import type { RealityClient, SubscribeOptions } from '../../src/index.js';
import { FakeBrowser } from '../support/FakeBrowser.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';

/** A page of the application in a separate tab. */
class Tab {
  readonly platform = new FakePlatform();
  readonly client: RealityClient;

  constructor(server: FakeServer, shareTabs = true) {
    this.client = createRealityClient({
      transport: server,
      platform: this.platform,
      executionMode: 'client',
      shareTabs,
    });
  }

  async follow(key: string, options: SubscribeOptions = {}) {
    const end = this.client.subscribe(key, () => undefined, { live: 'poll', ...options });
    await following();
    return end;
  }

  async show(isVisible: boolean) {
    this.platform.focus.set(isVisible);
    await following();
  }

  get polls() {
    return this.client.getStats().polls;
  }
}

async function following() {
  await settled();
  await vi.dynamicImportSettled();
  await settled();
}

let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer({ isAutomatic: true });
  browser = new FakeBrowser();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each([
  ['locks', { locks: true }, 0],
  ['a lease in the storage', { locks: false }, 2000],
] as const)('with %s', (_, parts, takeover) => {
  beforeEach(() => {
    browser.install(parts);
  });

  async function aMoment() {
    await vi.advanceTimersByTimeAsync(200);
    await following();
  }

  test('one tab holds the request for the keys of all tabs', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a');
    await aMoment();
    await second.follow('b');
    await aMoment();

    expect(server.only.request.known).toEqual({ a: 100, b: 100 });
  });

  test('the other tabs get its responses, and fetch their own data', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a', { fetcher: (_, { version }) => `first ${version}` });
    await second.follow('a', { fetcher: (_, { version }) => `second ${version}` });
    await second.follow('b');
    await aMoment();
    server.change('b');
    await aMoment();
    server.change('a');
    await aMoment();

    expect(second.client.getVersion('b')).toBe(101);
    expect(first.client.getState('a').data).toBe('first 101');
    expect(second.client.getState('a').data).toBe('second 101');
    expect(server.only.request.known).toEqual({ a: 101, b: 101 });
  });

  test('another tab takes over when the leader is hidden, and misses nothing', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a');
    await aMoment();
    await second.follow('b');
    await first.show(false);
    server.change('b');
    await vi.advanceTimersByTimeAsync(takeover);
    await aMoment();

    expect(server.only.request.known).toEqual({ b: 101 });
    expect(second.client.getVersion('b')).toBe(101);
    await first.show(true);
    await aMoment();
    expect(server.only.request.known).toEqual({ a: 100, b: 101 });
  });

  test('no tab holds a request if all are hidden', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a');
    await second.follow('a');
    await aMoment();
    await second.show(false);
    await first.show(false);
    await vi.advanceTimersByTimeAsync(60_000);
    await following();

    expect(server.waiting).toHaveLength(0);
  });

  test('keys that no tab follows are not synced', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a');
    await aMoment();
    const end = await second.follow('b');
    end();
    await aMoment();

    expect(server.only.request.known).toEqual({ a: 100 });
  });

  test('two tabs that hold different versions both get the current one', async () => {
    const [first, second] = [new Tab(server), new Tab(server)];
    await first.follow('a');
    await aMoment();
    // The second tab learns of this change by its own sync only
    server.isAutomatic = false;
    server.change('a');
    void second.client.syncKeys(['a']);
    await settled();
    await server.waiting.find(({ request }) => request.wait === undefined)!.answer();
    server.isAutomatic = true;
    await second.follow('a', { dedupeInterval: 0 });
    await vi.advanceTimersByTimeAsync(1000);
    await following();

    expect([first, second].map(({ client }) => client.getVersion('a'))).toEqual([101, 101]);
    expect(server.only.request.known).toEqual({ a: 101 });
  });

  test('tabs of other servers are ignored', async () => {
    const other = new FakeServer({ isAutomatic: true });
    const first = new Tab(server);
    const second = createRealityClient({
      transport: other,
      endpoint: '/other',
      executionMode: 'client',
      platform: new FakePlatform(),
    });
    await first.follow('a');
    second.subscribe('b', () => undefined, { live: 'poll' });
    await following();
    await aMoment();

    expect(server.only.request.known).toEqual({ a: 100 });
    expect(other.only.request.known).toEqual({ b: 100 });
  });

  test('a tab that does not share holds its own request', async () => {
    const [first, second] = [new Tab(server), new Tab(server, false)];
    await first.follow('a');
    await second.follow('b');
    await aMoment();

    expect(server.waiting.map(({ request }) => request.known)).toEqual(
      expect.arrayContaining([{ a: 100 }, { b: 100 }]),
    );
  });
});

test('a leader that disappears is replaced when its lease has ended', async () => {
  browser.install({ locks: false });
  const tab = new Tab(server);
  browser.storage.set('reality:/reality', `gone ${Date.now() + 6000}`);
  await tab.follow('a');
  expect(server.waiting).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.only.request.known).toEqual({ a: 100 });
});

test('without locks and storage, or without a channel, each tab holds its own request', async () => {
  browser.install({ locks: false, storage: false });
  const [first, second] = [new Tab(server), new Tab(server)];
  await first.follow('a');
  await second.follow('b');
  await vi.advanceTimersByTimeAsync(200);
  expect(server.waiting).toHaveLength(2);

  vi.stubGlobal('BroadcastChannel', undefined);
  const third = new Tab(server);
  await third.follow('c');
  expect(server.waiting).toHaveLength(3);
});
