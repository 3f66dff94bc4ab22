import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useMutation, useReality, useSync, useSyncOnInteraction } from '../../src/react/index.js';
import type { UseMutationOptions, UseMutationResult, UseSyncResult } from '../../src/react/index.js';
import { Deferred } from '../support/Deferred.js';
import { FakeData } from '../support/FakeData.js';
import { Page } from '../support/page.js';

let page: Page;
let list: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  page = new Page();
  list = ['a'];
});

afterEach(async () => {
  await page.leave();
  vi.useRealTimers();
});

describe('useMutation', () => {
  let mutation: UseMutationResult<number, string>;
  let answers: Deferred<number>[];

  function List(options: UseMutationOptions<number, string, string[]>) {
    const { data } = useReality<string[]>('list', { fetcher: () => [...list] });
    mutation = useMutation<number, string, string[]>(
      'list',
      () => {
        const answer = new Deferred<number>();
        answers.push(answer);
        return answer.promise;
      },
      { optimisticUpdate: (current = [], text) => [...current, text], ...options },
    );
    return (
      <p>
        {data?.join()} {mutation.isLoading ? 'sending' : ''} {mutation.error?.message} {mutation.data}
      </p>
    );
  }

  beforeEach(() => {
    answers = [];
  });

  test('shows the change at once, then its outcome', async () => {
    const onSuccess = vi.fn();
    await page.show(<List onSuccess={onSuccess} />);
    await page.do(() => void mutation.mutate('b'));
    expect(page.text).toBe('a,b sending  ');
    list.push('b');
    page.server.change('list');
    await page.do(() => {
      answers[0]!.resolve(7);
    });
    expect(page.text).toBe('a,b   7');
    expect(onSuccess).toHaveBeenCalledWith(7, 'b');
  });

  test('a failure is rolled back, sets error, calls onError, and is not thrown', async () => {
    const onError = vi.fn();
    await page.show(<List onError={onError} />);
    let outcome: unknown = 'pending';
    await page.do(() => {
      void mutation.mutate('b').then((result) => (outcome = result));
    });
    await page.do(() => {
      answers[0]!.reject(new Error('refused'));
    });
    expect(page.text).toBe('a  refused ');
    expect(outcome).toBeUndefined();
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'refused' }), 'b');
    await page.do(() => {
      mutation.reset();
    });
    expect(page.text).toBe('a   ');
  });

  test('a callback that throws does not change the outcome, and its error is reported as uncaught', async () => {
    const broken = () => {
      throw new Error('broken callback');
    };
    await page.show(<List onSuccess={broken} />);
    const outcomes: unknown[] = [];
    await page.do(() => {
      void mutation.mutate('b').then((outcome) => outcomes.push(outcome));
    });
    await page.do(() => {
      answers[0]!.resolve(7);
    });
    expect(outcomes).toEqual([7]);
    expect(page.text).toContain('7');
    expect(() => vi.advanceTimersToNextTimer()).toThrow('broken callback');
  });

  test('rollbackOnError: false keeps the change until the next load', async () => {
    await page.show(<List rollbackOnError={false} />);
    page.server.isAutomatic = false;
    await page.do(() => void mutation.mutate('b'));
    await page.do(() => {
      answers[0]!.reject(new Error('timeout'));
    });
    expect(page.text).toBe('a,b  timeout ');
    await page.do(() => page.server.only.answer());
    expect(page.text).toBe('a  timeout ');
  });

  test('overlapping mutations are loading until the last completes; the error is that of the last call', async () => {
    await page.show(<List />);
    await page.do(() => void mutation.mutate('b'));
    await page.do(() => void mutation.mutate('c'));
    expect(page.text).toContain('a,b,c sending');
    await page.do(() => {
      answers[1]!.reject(new Error('no'));
    });
    expect(page.text).toContain('a,b sending no');
    list.push('b');
    page.server.change('list');
    await page.do(() => {
      answers[0]!.resolve(1);
    });
    expect(page.text).toBe('a,b  no ');
    await page.do(() => void mutation.mutate('d'));
    expect(page.text).toContain('a,b,d sending');
    expect(page.text).not.toContain('no');
  });

  test('invalidateKeys are loaded again', async () => {
    const counts = new FakeData<number>();
    page.client.subscribe('count', () => undefined, { fetcher: counts.fetcher });
    await page.show(<List invalidateKeys={['count']} />);
    await page.do(() => counts.resolve(0, 1));
    await page.do(() => void mutation.mutate('b'));
    await page.do(() => {
      answers[0]!.resolve(1);
    });
    expect(counts.fetches).toHaveLength(2);
  });

  test('mutate keeps its identity', async () => {
    await page.show(<List />);
    const { mutate, reset } = mutation;
    await page.do(() => void mutate('b'));
    expect(mutation.mutate).toBe(mutate);
    expect(mutation.reset).toBe(reset);
  });

  test('mutateAsync returns the result, and rejects if the call fails', async () => {
    const onError = vi.fn();
    await page.show(<List onError={onError} />);
    const outcomes: unknown[] = [];
    await page.do(() => void mutation.mutateAsync('b').then((result) => outcomes.push(result)));
    await page.do(() => answers[0]!.resolve(7));
    await page.do(() => void mutation.mutateAsync('c').catch((error: unknown) => outcomes.push(error)));
    const failure = new Error('refused');
    await page.do(() => answers[1]!.reject(failure));

    expect(outcomes).toEqual([7, failure]);
    expect(mutation.error).toBe(failure);
    expect(onError).toHaveBeenCalledWith(failure, 'c');
  });

  test('invalidateKeys are loaded again after success', async () => {
    const data = new FakeData<string>();
    for (const key of ['x', 'y', 'z']) {
      page.client.subscribe(key, () => undefined, { fetcher: data.fetcher });
    }
    await page.show(<List invalidateKeys={['x', 'y']} />);
    for (const at of [0, 1, 2]) {
      await page.do(() => data.resolve(at, 'x'));
    }
    await page.do(() => void mutation.mutate('b'));
    await page.do(() => answers[0]!.resolve(7));
    expect(data.fetches.slice(3).map(({ key }) => key)).toEqual(['x', 'y']);
    expect(page.server.requests.at(-1)!.hint).toBe('mutation');
  });
});

describe('useSync', () => {
  test('syncs on demand, and reports whether a sync is in progress', async () => {
    let sync!: UseSyncResult;
    function Status() {
      sync = useSync();
      return <p>{sync.isAnySyncing ? 'syncing' : 'calm'}</p>;
    }
    const data = new FakeData<string>();
    page.client.subscribe('a', () => undefined, { fetcher: data.fetcher });
    await page.show(<Status />);
    expect(page.text).toBe('syncing');
    await page.do(() => data.resolve(0, 'x'));
    expect(page.text).toBe('calm');
    await page.do(() => sync.syncAll());
    await page.do(() => sync.syncKeys(['b']));
    await page.do(() => void sync.invalidate('a'));
    expect(page.server.requests.slice(1).map(({ known }) => known)).toEqual([{ a: 100 }, { b: 0 }, { a: 0 }]);
    expect(sync.getVersion('b')).toBe(100);
    expect(sync.getStats().requests).toBe(4);
  });

  test('useSyncOnInteraction syncs when the user interacts, but not for every keystroke', async () => {
    function Probe({ isOn }: { isOn: boolean }) {
      return isOn ? <Listener /> : null;
    }
    function Listener() {
      useSyncOnInteraction({ events: ['keydown'], throttle: 1000, keys: ['a'] });
      return null;
    }
    await page.show(<Probe isOn />);
    const press = () =>
      page.do(() => {
        window.dispatchEvent(new KeyboardEvent('keydown'));
        window.dispatchEvent(new KeyboardEvent('keyup'));
      });
    await press();
    await press();
    expect(page.server.requests).toHaveLength(1);
    await page.do(() => vi.advanceTimersByTimeAsync(1000));
    await press();
    expect(page.server.requests.map(({ hint }) => hint)).toEqual(['interaction', 'interaction']);
    await page.show(<Probe isOn={false} />);
    await page.do(() => vi.advanceTimersByTimeAsync(1000));
    await press();
    expect(page.server.requests).toHaveLength(2);
  });
});
