import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRealityClient } from '../../src/index.js';
import { Deferred } from '../support/Deferred.js';
import { FakePlatform } from '../support/FakePlatform.js';
import { FakeServer, settled } from '../support/FakeServer.js';
import type { Received } from '../support/FakeServer.js';

/** A possible next step; `at` selects one of the operations in progress. */
const step = fc.oneof(
  fc.record({ type: fc.constant('mutate' as const), rollback: fc.boolean() }),
  fc.record({ type: fc.constant('commit' as const), at: fc.nat(9) }),
  fc.record({ type: fc.constant('answerMutation' as const), at: fc.nat(9), ok: fc.boolean() }),
  fc.record({ type: fc.constant('foreign' as const) }),
  fc.record({ type: fc.constant('sync' as const) }),
  fc.record({ type: fc.constant('invalidate' as const) }),
  fc.record({ type: fc.constant('serveSync' as const) }),
  fc.record({ type: fc.constant('answerSync' as const), ok: fc.boolean() }),
  fc.record({ type: fc.constant('read' as const), at: fc.nat(3) }),
  fc.record({ type: fc.constant('land' as const), at: fc.nat(3), ok: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A mutation without a response yet. It can take effect at any time before that, or never. */
interface Mutation {
  readonly id: number;
  readonly isCommitted: () => boolean;
  readonly commit: () => void;
  readonly answer: Deferred<void>;
}

/** A fetch: the application reads its data at one moment, and the data arrives later. */
interface Fetch {
  read: number[] | undefined;
  readonly deferred: Deferred<number[]>;
}

/** An application with one list, its client, and the operations in progress between them. */
class World {
  readonly server = new FakeServer();
  readonly truth: number[] = [];
  mutations: Mutation[] = [];
  fetches: Fetch[] = [];
  readonly client = createRealityClient({
    transport: this.server,
    platform: new FakePlatform(),
    executionMode: 'client',
    maxRetries: 0,
    fetcher: () => {
      const fetch: Fetch = { read: undefined, deferred: new Deferred() };
      this.fetches.push(fetch);
      return fetch.deferred.promise;
    },
  });
  readonly #pending = new Set<number>();
  readonly #succeeded: number[] = [];
  readonly #served = new WeakMap<Received, unknown>();
  #ids = 0;

  constructor() {
    this.client.subscribe('list', () => undefined);
  }

  get shown(): number[] {
    return this.client.getState<number[]>('list').data ?? [];
  }

  async run(next: Step): Promise<void> {
    switch (next.type) {
      case 'mutate':
        this.#mutate(next.rollback);
        break;
      case 'commit':
        pick(this.mutations, next.at)?.commit();
        break;
      case 'answerMutation':
        this.#answerMutation(pick(this.mutations, next.at), next.ok);
        break;
      case 'foreign':
        this.truth.push(--this.#foreign);
        this.server.change('list');
        break;
      case 'sync':
        void this.client.syncKeys(['list']);
        break;
      case 'invalidate':
        void this.client.invalidate('list');
        break;
      case 'answerSync': {
        const [received] = this.server.waiting;
        await (next.ok ? received?.answer(this.#served.get(received)) : received?.fail());
        break;
      }
      case 'serveSync': {
        // The server reads the versions now; its response arrives later.
        const [received] = this.server.waiting;
        if (received && !this.#served.has(received)) {
          this.#served.set(received, this.server.body(received.request));
        }
        break;
      }
      case 'read': {
        const fetch = pick(this.fetches, next.at);
        if (fetch) {
          fetch.read ??= [...this.truth];
        }
        break;
      }
      case 'land':
        this.#land(pick(this.fetches, next.at), next.ok);
    }
    await settled();
  }

  /** Completes all operations in progress, then syncs once more to find data that is still to be loaded. */
  async calm(): Promise<void> {
    for (const mutation of [...this.mutations]) {
      this.#answerMutation(mutation, true);
    }
    void this.client.syncKeys(['list']);
    for (let turn = 0; turn < 100; turn++) {
      await settled();
      for (const received of [...this.server.waiting]) {
        await received.answer(this.#served.get(received));
      }
      for (const fetch of [...this.fetches]) {
        this.#land(fetch, true);
      }
    }
  }

  /**
   * The mutations that the page must show, and how often it shows them: those in progress, and those that succeeded.
   */
  get own(): { expected: number[]; shown: number[] } {
    const expected = [...this.#pending, ...this.#succeeded];
    return { expected, shown: this.shown.filter((id) => expected.includes(id)) };
  }

  #foreign = 0;

  #mutate(rollbackOnError: boolean): void {
    const id = ++this.#ids;
    const answer = new Deferred<void>();
    let isCommitted = false;
    const commit = () => {
      if (!isCommitted) {
        isCommitted = true;
        this.truth.push(id);
        this.server.change('list');
      }
    };
    this.mutations.push({ id, isCommitted: () => isCommitted, commit, answer });
    this.#pending.add(id);
    this.client
      .mutate<void, number[]>('list', () => answer.promise, {
        rollbackOnError,
        // It recognizes itself, as the documentation requires: data can contain it before its response arrives.
        optimisticUpdate: (list = []) => (list.includes(id) ? list : [...list, id]),
      })
      .catch(() => undefined);
  }

  #answerMutation(mutation: Mutation | undefined, isOk: boolean): void {
    if (!mutation) {
      return;
    }
    this.mutations = this.mutations.filter((other) => other !== mutation);
    this.#pending.delete(mutation.id);
    if (isOk) {
      mutation.commit();
      this.#succeeded.push(mutation.id);
      mutation.answer.resolve();
    } else {
      mutation.answer.reject(new Error('lost')); // whether it was committed or not
    }
  }

  #land(fetch: Fetch | undefined, isOk: boolean): void {
    if (!fetch) {
      return;
    }
    this.fetches = this.fetches.filter((other) => other !== fetch);
    if (isOk) {
      fetch.deferred.resolve(fetch.read ?? [...this.truth]);
    } else {
      fetch.deferred.reject(new Error('failed'));
    }
  }
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list.length === 0 ? undefined : list[at % list.length];
}

test('any order of mutations, failures and refetches ends in the server state plus pending changes', async () => {
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      histories++;
      const world = new World();
      await settled();
      for (const next of steps) {
        await world.run(next);
        const { expected, shown } = world.own;
        expect([...shown].sort()).toEqual([...expected].sort()); // none is missing, none is there twice
      }
      await world.calm();
      expect(world.shown).toEqual(world.truth);
      world.client.close();
    }),
    { numRuns: 1500 },
  );
  expect(histories).toBeGreaterThanOrEqual(1500);
}, 120_000);

test('while mutations are pending, the data is the server state plus these', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), async (steps, open) => {
      const world = new World();
      for (const next of steps) {
        await world.run(next);
      }
      await world.calm();
      for (let count = 0; count < open; count++) {
        await world.run({ type: 'mutate', rollback: true });
      }
      const own = world.mutations.map(({ id }) => id);
      await world.run({ type: 'foreign' });
      void world.client.syncKeys(['list']);
      await settled();
      await world.server.waiting[0]?.answer();
      await world.run({ type: 'land', at: 0, ok: true });
      expect(world.shown).toEqual([...world.truth, ...own]);
      world.client.close();
    }),
    { numRuns: 300 },
  );
}, 120_000);
