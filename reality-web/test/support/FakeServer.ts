import type { RealityTransport } from '../../src/index.js';
import { RealityError } from '../../src/index.js';
import type { SyncRequest } from '../../src/index.js';

/** A received request without a response. */
export interface Received {
  readonly endpoint: string;
  readonly request: SyncRequest;
  readonly signal: AbortSignal;
  /** Responds from the current versions of the server, or with this body. */
  answer(body?: unknown): Promise<void>;
  /** Breaks the connection, or returns an error. */
  fail(error?: Error): Promise<void>;
}

/**
 * A Reality server that responds when the test calls it. Its versions and held requests are plain data. With
 * `isAutomatic` it responds like a real one, except that a held request waits for the next change.
 */
export class FakeServer implements RealityTransport {
  readonly id: string;
  readonly versions = new Map<string, { version: number; payload?: unknown }>();
  readonly denied: string[] = [];
  readonly requests: SyncRequest[] = [];
  readonly endpoints: string[] = [];
  readonly invalidated: string[] = [];
  waiting: Received[] = [];
  isAutomatic: boolean;

  constructor({ isAutomatic = false, id = 'node-1' } = {}) {
    this.isAutomatic = isAutomatic;
    this.id = id;
  }

  sync(endpoint: string, request: SyncRequest, signal: AbortSignal): Promise<{ body: unknown; serverId: string }> {
    this.requests.push(request);
    this.endpoints.push(endpoint);
    return new Promise((resolve, reject) => {
      const received: Received = {
        endpoint,
        request,
        signal,
        answer: (body) => {
          this.#forget(received);
          resolve({ body: body ?? this.body(request), serverId: this.id });
          return settled();
        },
        fail: (error = new RealityError('connection reset')) => {
          this.#forget(received);
          reject(error);
          return settled();
        },
      };
      signal.addEventListener('abort', () => {
        this.#forget(received);
        reject(new Error('aborted'));
      });
      this.waiting.push(received);
      if (this.isAutomatic) {
        this.#answerIfItMay(received);
      }
    });
  }

  invalidate(_endpoint: string, keys: readonly string[]): Promise<void> {
    this.invalidated.push(...keys);
    keys.forEach((key) => {
      this.change(key);
    });
    return Promise.resolve();
  }

  /** Raises the version of a key. An automatic server then responds to the requests that wait for it. */
  change(key: string, payload?: { payload: unknown }): number {
    const version = (this.versions.get(key)?.version ?? 100) + 1;
    this.versions.set(key, { version, ...payload });
    if (this.isAutomatic) {
      [...this.waiting].forEach((received) => {
        this.#answerIfItMay(received);
      });
    }
    return version;
  }

  /** The response of a server with these versions to this request. */
  body(request: SyncRequest): unknown {
    const changed = Object.entries(request.known)
      .filter(([key]) => !this.denied.includes(key))
      .map(([key, known]) => [key, known, this.versions.get(key) ?? { version: 100 }] as const)
      .filter(([, known, { version }]) => version !== known)
      .map(([key, , { version, ...payload }]) => [key, { version, hash: `h${version}`, source: this.id, ...payload }]);
    return {
      changed: Object.fromEntries(changed) as Record<string, unknown>,
      mesh: { peers: {}, serverVersion: 100 },
      serverTime: 1,
      ...(this.denied.length > 0 && { denied: this.denied }),
    };
  }

  /** The only open request. */
  get only(): Received {
    const [first, ...others] = this.waiting;
    if (!first || others.length > 0) {
      throw new Error(`${this.waiting.length} requests wait, not one`);
    }
    return first;
  }

  #answerIfItMay(received: Received): void {
    const isHeld = (received.request.wait ?? 0) > 0;
    const { changed } = this.body(received.request) as { changed: object };
    if (!isHeld || Object.keys(changed).length > 0) {
      void received.answer();
    }
  }

  #forget(received: Received): void {
    this.waiting = this.waiting.filter((other) => other !== received);
  }
}

/** Runs all tasks that are ready, without advancing the time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    await Promise.resolve();
  }
}
