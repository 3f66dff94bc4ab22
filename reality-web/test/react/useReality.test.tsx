import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { z } from 'zod';
import { useReality, useRealityKeys, RealityProvider, useRealityClient } from '../../src/react/index.js';
import type { UseRealityOptions } from '../../src/react/index.js';
import { FakeData } from '../support/FakeData.js';
import { FakeServer, settled } from '../support/FakeServer.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { Page, reactVersion } from '../support/page.js';

let page: Page;
let renders: Record<string, number>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  page = new Page({ maxRetries: 0 });
  renders = {};
});

afterEach(async () => {
  await page.leave();
  vi.useRealTimers();
});

function Value<T, R = T>({ of, ...options }: { of: string | null } & UseRealityOptions<T, R>) {
  renders[String(of)] = (renders[String(of)] ?? 0) + 1;
  const { data, error, isLoading, isStale } = useReality<T, R>(of, options);
  return (
    <p>
      {isLoading ? 'loading ' : ''}
      {isStale ? 'stale ' : ''}
      {error ? `error: ${error.message} ` : ''}
      {data === undefined ? '-' : JSON.stringify(data)}
    </p>
  );
}

test(`the React under test has the expected version`, ({ task }) => {
  expect(`react ${reactVersion}`).toContain(task.file.projectName);
});

describe('useReality', () => {
  test('shows the data when it is loaded, and its changes', async () => {
    const data = new FakeData<string>();
    await page.show(<Value of="a" fetcher={data.fetcher} />);
    expect(page.text).toBe('loading -');
    await page.do(() => data.resolve(0, 'first'));
    expect(page.text).toBe('"first"');

    page.server.change('a');
    await page.do(() => void page.client.syncAll());
    expect(page.text).toBe('stale "first"');
    await page.do(() => data.resolve(1, 'second'));
    expect(page.text).toBe('"second"');
  });

  test('keeps the old data alongside an error', async () => {
    const data = new FakeData<string>();
    await page.show(<Value of="a" fetcher={data.fetcher} />);
    await page.do(() => data.resolve(0, 'old'));
    page.server.change('a');
    await page.do(() => void page.client.syncAll());
    await page.do(() => data.reject(1, new Error('no')));
    expect(page.text).toBe('stale error: no "old"');
  });

  test('syncs once in StrictMode, and ends its subscription', async () => {
    await page.show(<Value of="a" fetcher={() => 'x'} />, { strict: true });
    expect(page.text).toBe('"x"');
    expect(page.server.requests).toHaveLength(1);
    expect(page.client.getStats().subscriptions).toBe(1);
    await page.show(null, { strict: true });
    expect(page.client.getStats().subscriptions).toBe(0);
  });

  test('renders only components that use the key', async () => {
    await page.show(
      <>
        <Value of="a" fetcher={() => 'x'} />
        <Value of="b" fetcher={(_, { version }) => version} />
      </>,
    );
    const before = { ...renders };
    page.server.change('b');
    await page.do(() => page.client.syncKeys(['b']));
    expect(page.text).toBe('"x"101');
    expect(renders['a']).toBe(before['a']);
    expect(renders['b']).toBeGreaterThan(before['b']!);
  });

  test('follows another key when the key changes, and none with null', async () => {
    const show = (key: string | null) => page.show(<Value of={key} fetcher={(name) => `data of ${name}`} />);
    await show('a');
    await show('b');
    expect(page.text).toBe('"data of b"');
    expect(page.client.getStats().subscriptions).toBe(1);
    await show(null);
    expect(page.text).toBe('-');
    expect(page.client.getStats().subscriptions).toBe(0);
  });

  test('several components share one fetch and show the same data', async () => {
    const data = new FakeData<string>();
    await page.show(
      <>
        <Value of="a" fetcher={data.fetcher} />
        <Value of="a" fetcher={data.fetcher} />
      </>,
    );
    expect(data.fetches).toHaveLength(1);
    await page.do(() => data.resolve(0, 'x'));
    expect(page.text).toBe('"x""x"');
  });

  test('uses the fetcher of the last rendering', async () => {
    await page.show(<Value of="a" fetcher={() => 'first'} />);
    await page.show(<Value of="a" fetcher={() => 'second'} />);
    page.server.change('a');
    await page.do(() => page.client.syncAll());
    expect(page.text).toBe('"second"');
  });

  test('fallback is shown until there is data', async () => {
    const data = new FakeData<string>();
    await page.show(<Value of="a" fetcher={data.fetcher} fallback="nothing yet" />);
    expect(page.text).toBe('loading "nothing yet"');
    await page.do(() => data.resolve(0, 'x'));
    expect(page.text).toBe('"x"');
  });

  test('transform selects the data of the component, and an equal result keeps its identity', async () => {
    const results = new Set<unknown>();
    function Names() {
      const { data } = useReality<{ name: string; age: number }[], string[]>('a', {
        fetcher: (_, { version }) => [{ name: 'Ada', age: version }],
        transform: (people) => people.map(({ name }) => name),
      });
      results.add(data);
      return <p>{data?.join()}</p>;
    }
    await page.show(<Names />);
    expect(page.text).toBe('Ada');
    page.server.change('a');
    await page.do(() => page.client.syncAll());
    expect(results).toEqual(new Set([undefined, ['Ada']]));
    expect([...results]).toHaveLength(2);
  });

  test.each([
    ['zod', z.object({ name: z.string(), age: z.coerce.number() })],
    [
      'valibot',
      v.object({ name: v.string(), age: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number()) }),
    ],
  ])('schema accepts a validator of %s: its output is the data, and a mismatch is an error', async (_, schema) => {
    let answer: unknown = { name: 'Ada', age: '36', more: true };
    await page.show(<Value of="a" fetcher={() => answer as { name: string; age: number }} schema={schema} />);
    expect(page.text).toBe('{"name":"Ada","age":36}');
    answer = { name: 7 };
    page.server.change('a');
    await page.do(() => page.client.syncAll());
    expect(page.text).toContain('error: The data of a do not match');
    expect(page.text).toContain('{"name":"Ada","age":36}');
  });

  test('staleTime: a mount does not sync a fresh key, and the component renders when it is stale', async () => {
    await page.show(<Value of="a" fetcher={() => 'x'} staleTime={60_000} />);
    expect(page.text).toBe('"x"');
    await page.do(() => vi.advanceTimersByTimeAsync(59_999));
    await page.show(
      <>
        <Value of="a" staleTime={60_000} />
        <Value of="a" staleTime={60_000} />
      </>,
    );
    expect(page.server.requests).toHaveLength(1);
    await page.do(() => vi.advanceTimersByTimeAsync(1));
    expect(page.text).toBe('stale "x"stale "x"');
    await page.do(() => page.client.syncAll());
    expect(page.text).toBe('"x""x"');
  });

  test('dedupeInterval: a mount soon after the last request sends none', async () => {
    const show = (shown: boolean, dedupeInterval: number) =>
      page.show(shown ? <Value of="a" dedupeInterval={dedupeInterval} /> : null);
    await show(true, 5000);
    await show(false, 5000);
    await page.do(() => vi.advanceTimersByTimeAsync(4999));
    await show(true, 5000);
    expect(page.server.requests).toHaveLength(1);
    await show(false, 5000);
    await page.do(() => vi.advanceTimersByTimeAsync(1));
    await show(true, 5000);
    expect(page.server.requests).toHaveLength(2);
  });

  test('refetchOnFocus and refetchOnReconnect sync their keys', async () => {
    await page.show(
      <>
        <Value of="both" />
        <Value of="focus" refetchOnReconnect={false} />
        <Value of="network" refetchOnFocus={false} />
      </>,
    );
    await page.do(() => {
      page.platform.focus.set(true);
    });
    await page.do(() => {
      page.platform.online.set(true);
    });
    expect(page.server.requests.slice(1).map(({ hint, known }) => [hint, ...Object.keys(known)])).toEqual([
      ['focus', 'both', 'focus'],
      ['reconnect', 'both', 'network'],
    ]);
  });

  test('calls the onError of the last rendering', async () => {
    const told: string[] = [];
    const fetcher = () => {
      throw new Error('no');
    };
    await page.show(<Value of="a" fetcher={fetcher} onError={(error) => told.push(`first ${error.message}`)} />);
    await page.show(<Value of="a" fetcher={fetcher} onError={(_, key) => told.push(`second ${key}`)} />);
    await page.do(() => page.client.syncAll());
    expect(told).toEqual(['first no', 'second a']);
  });

  test('live: a request is held while the component is mounted, and a change shows at once', async () => {
    const show = (live: 'poll' | false) =>
      page.show(<Value of="a" live={live} fetcher={(_, { version }) => version} />);
    await show(false);
    await page.do(() => vi.dynamicImportSettled());
    expect(page.server.waiting).toHaveLength(0);
    await show('poll');
    await page.do(() => vi.dynamicImportSettled());
    expect(page.server.waiting).toHaveLength(1);
    await page.do(() => page.server.change('a'));
    expect(page.text).toBe('101');
    await show(false);
    await page.do(() => vi.advanceTimersByTimeAsync(1000));
    expect(page.server.waiting).toHaveLength(0);
  });

  test('has sync, invalidate, meta and lastSyncAt', async () => {
    let loads = 0;
    const seen: { current?: ReturnType<typeof useReality> } = {};
    function Probe() {
      const result = useReality('a', { fetcher: () => ++loads });
      seen.current = result;
      return null;
    }
    await page.show(<Probe />);
    const first = seen.current!;
    expect(first).toMatchObject({
      data: 1,
      meta: { version: 100, hash: 'h100', source: 'node-1', serverId: 'node-1' },
    });
    vi.setSystemTime(Date.now() + 1000);
    await page.do(() => first.sync());
    expect(seen.current).toMatchObject({ data: 1, lastSyncAt: Date.now() });
    await page.do(() => first.invalidate());
    expect(seen.current!.data).toBe(2);
    expect(seen.current!.sync).toBe(first.sync);
    expect(seen.current!.invalidate).toBe(first.invalidate);
  });
});

describe('useRealityKeys', () => {
  function All({ keys }: { keys: string[] }) {
    renders['all'] = (renders['all'] ?? 0) + 1;
    const { data, isLoading, error } = useRealityKeys<string>(keys, {
      fetcher: (key, { version }) => {
        if (key === 'bad') {
          throw new Error('no');
        }
        return `${key}${version}`;
      },
    });
    return <p>{isLoading ? 'loading' : Object.values(data).join() + (error?.message ?? '')}</p>;
  }

  test('follows several keys with one request', async () => {
    await page.show(<All keys={['a', 'b', 'a', 'bad']} />);
    expect(page.text).toBe('a100,b100no');
    expect(page.server.requests).toHaveLength(1);
    page.server.change('b');
    await page.do(() => page.client.syncAll());
    expect(page.text).toBe('a100,b101no');
  });

  test('renders for its own keys only, and follows other keys when the keys change', async () => {
    await page.show(<All keys={['a', 'b']} />);
    const before = renders['all'];
    await page.do(() => page.client.syncKeys(['c']));
    expect(renders['all']).toBe(before);
    await page.show(<All keys={['c']} />);
    expect(page.text).toBe('c100');
    expect(page.client.getStats().subscriptions).toBe(1);
  });
});

describe('RealityProvider', () => {
  test('creates a client from its options, and another when the address changes', async () => {
    const server = new FakeServer({ isAutomatic: true });
    const seen = new Set<unknown>();
    function Probe() {
      seen.add(useRealityClient());
      return <Value of="a" />;
    }
    const show = (endpoint: string) =>
      page.showBare(
        <RealityProvider
          endpoint={endpoint}
          mode="polling-compat"
          executionMode="client"
          transport={server}
          fetcher={() => 'default'}
        >
          <Probe />
        </RealityProvider>,
      );
    await show('/first');
    await show('/first');
    expect(seen.size).toBe(1);
    expect(page.text).toBe('"default"');
    await show('/second');
    expect(seen.size).toBe(2);
    expect(server.endpoints).toEqual(['/first', '/second']);
    expect(server.requests[0]!.mode).toBe('polling-compat');
  });

  test('passes on syncOnFocus, syncOnReconnect, pollEvery and platform', async () => {
    const server = new FakeServer({ isAutomatic: true });
    const platform = new FakePlatform();
    await page.showBare(
      <RealityProvider
        servers={['/x']}
        transport={server}
        platform={platform}
        executionMode="client"
        syncOnFocus={false}
        syncOnReconnect={false}
        pollEvery={1000}
      >
        <Value of="a" />
      </RealityProvider>,
    );
    await page.do(() => {
      platform.focus.set(true);
      platform.online.set(true);
    });
    expect(server.requests).toHaveLength(1);
    await page.do(() => vi.advanceTimersByTimeAsync(1000));
    expect(server.requests).toHaveLength(2);
    expect(server.endpoints).toEqual(['/x/reality', '/x/reality']);
  });

  test('is required', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(page.showBare(<Value of="a" />)).rejects.toThrow('No RealityProvider');
    vi.restoreAllMocks();
  });

  test('hydrates before the first rendering, and hydrates later data', async () => {
    const at = Date.now();
    const state = (data: string, version: number, when: number) => ({
      keys: { a: { version, hash: 'h', source: 's', data, at: when } },
    });
    const show = (hydrationState: ReturnType<typeof state>) =>
      page.showBare(
        <RealityProvider client={page.client} hydrationState={hydrationState}>
          <Value of="a" fetcher={() => 'loaded'} />
        </RealityProvider>,
      );
    await show(state('rendered', 100, at));
    expect(page.text).toBe('"rendered"');
    expect(page.server.requests).toMatchObject([{ known: { a: 100 } }]);
    vi.setSystemTime(at + 5000);
    page.server.change('a');
    await show(state('navigated', 101, at + 5000));
    expect(page.text).toBe('"navigated"');
    expect(page.client.getStats().fetches).toBe(0);
  });
});

describe('concurrent rendering', () => {
  test('all components of one rendering see the same state', async () => {
    const { startTransition } = await import('react');
    let show!: (count: number) => void;
    const torn: string[] = [];
    function Slow() {
      const { data } = useReality<number>('a', { fetcher: (_, { version }) => version });
      const end = performance.now() + 2;
      while (performance.now() < end) {
        // takes its time, so that React yields between components
      }
      return <i>{data} </i>;
    }
    function App() {
      const [count, setCount] = useState(0);
      show = setCount;
      return (
        <>
          {Array.from({ length: count }, (_, at) => (
            <Slow key={at} />
          ))}
        </>
      );
    }
    await page.show(<App />);
    new MutationObserver(() => {
      const seen = new Set(page.text.trim().split(/\s+/));
      if (seen.size > 1) {
        torn.push([...seen].join());
      }
    }).observe(page.element, { childList: true, subtree: true, characterData: true });
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
    vi.useRealTimers();
    startTransition(() => {
      show(50);
    });
    for (let change = 0; change < 10; change++) {
      page.server.change('a');
      await page.client.syncKeys(['a']);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await vi.waitFor(
      () => {
        expect(page.text.trim().split(/\s+/)).toHaveLength(50);
      },
      { timeout: 20_000 },
    );
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    expect(torn).toEqual([]);
    expect(new Set(page.text.trim().split(/\s+/))).toEqual(new Set(['110']));
    await settled();
  });
});
