import { vi } from 'vitest';

interface Options {
  signal?: AbortSignal;
}

/** The channel, locks and storage that tabs of one browser share. */
export class FakeBrowser {
  readonly #channels = new Set<FakeChannel>();
  readonly #queues = new Map<string, (() => void)[]>();
  readonly storage = new Map<string, string>();

  /** Replaces the globals. Without locks it is like a page that was not loaded over HTTPS. */
  install({ locks = true, storage = true } = {}): void {
    const channels = this.#channels;
    vi.stubGlobal(
      'BroadcastChannel',
      class extends FakeChannel {
        constructor(name: string) {
          super(name, channels);
        }
      },
    );
    vi.stubGlobal('navigator', locks ? { locks: { request: this.#request.bind(this) } } : {});
    vi.stubGlobal(
      'localStorage',
      storage
        ? {
            getItem: (name: string) => this.storage.get(name) ?? null,
            setItem: (name: string, value: string) => this.storage.set(name, value),
            removeItem: (name: string) => this.storage.delete(name),
          }
        : {
            getItem: () => {
              throw new Error('refused');
            },
          },
    );
  }

  async #request(name: string, { signal }: Options, hold: () => Promise<unknown>): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        resolve();
      };
      signal?.addEventListener('abort', () => {
        if (queue[0] !== enter) {
          queue.splice(queue.indexOf(enter), 1);
          reject(new Error('aborted'));
        }
      });
      queue.push(enter);
      if (queue.length === 1) {
        enter();
      }
    });
    await hold();
    queue.shift();
    queue[0]?.();
  }
}

class FakeChannel {
  readonly #channels: Set<FakeChannel>;
  readonly #name: string;
  onmessage: ((event: { data: unknown }) => void) | undefined;

  constructor(name: string, channels: Set<FakeChannel>) {
    this.#name = name;
    this.#channels = channels;
    channels.add(this);
  }

  postMessage(data: unknown): void {
    const copy: unknown = structuredClone(data);
    for (const other of this.#channels) {
      if (other !== this && other.#name === this.#name) {
        queueMicrotask(() => {
          if (this.#channels.has(other)) {
            other.onmessage?.({ data: copy });
          }
        });
      }
    }
  }

  close(): void {
    this.#channels.delete(this);
  }
}
