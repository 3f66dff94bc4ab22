import { RealityClient } from '../core/RealityClient.js';
import { RealityError } from '../core/RealityError.js';
import type { RealityClientOptions } from '../core/types.js';
import { globalFetch } from './globalFetch.js';
import type { PayloadEndpoint } from './PayloadEndpoint.js';
import { textFetcher } from './textFetcher.js';

/** The options of an event source. */
export interface RealityEventSourceOptions extends EventSourceInit {
  /** Address of the Reality endpoint, such as `/reality`. */
  readonly realityEndpoint?: string;
  /** The key to follow. Default: the `key` parameter of the URL, otherwise the last part of its path. */
  readonly realityKey?: string;
  /**
   * The address of the new value; its text is the data of the event. Default: the data are the inline payload,
   * otherwise
   * `{"key":...,"version":...}`.
   */
  readonly payloadEndpoint?: PayloadEndpoint;
  /** Syncs every so many milliseconds instead of having a request held. */
  readonly pollEvery?: number;
  /**
   * A client to share with others. Default: the event source creates one. With a shared client, its `pollEvery` counts.
   */
  readonly client?: RealityClient;
  /** More options of the client that the event source creates. */
  readonly clientOptions?: RealityClientOptions;
}

/** `EventTarget` with the event types of an event source. */
const Target = EventTarget as unknown as new () => Pick<
  EventSource,
  'addEventListener' | 'removeEventListener' | 'dispatchEvent'
>;

type Handler<E extends Event> = ((this: EventSource, event: E) => unknown) | null;

/**
 * An `EventSource` without a permanent connection. It follows a key, and delivers each new value once and in order. The
 * current value comes first.
 *
 * `readyState` is `CONNECTING` until a server has responded, and whenever no server can be reached; then it retries. A
 * refusal closes it, like that of an event stream.
 */
export class RealityEventSource extends Target implements EventSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;

  readonly url: string;
  readonly withCredentials: boolean;
  readonly #key: string;
  readonly #origin: string;
  readonly #end: () => void;
  readonly #handlers = new Map<string, { handler: unknown; listener: EventListener }>();
  #readyState: 0 | 1 | 2 = 0;
  #delivered: number | undefined;
  #syncError: unknown;

  constructor(url: string | URL, options: RealityEventSourceOptions = {}) {
    super();
    const absolute = resolved(String(url));
    this.url = absolute?.href ?? String(url);
    this.#origin = absolute?.origin ?? '';
    this.withCredentials = options.withCredentials ?? false;
    this.#key = options.realityKey ?? keyOf(String(url));
    const { realityEndpoint, payloadEndpoint, pollEvery, client, clientOptions } = options;
    const send = clientOptions?.fetch ?? globalFetch(this.withCredentials);
    const source =
      client ??
      new RealityClient({
        mode: pollEvery ? 'polling-compat' : 'sse-compat',
        executionMode: 'client',
        endpoint: realityEndpoint,
        pollEvery,
        ...clientOptions,
        fetch: send,
      });
    const ends = [
      source.on('sync:error', ({ keys, error }) => {
        if (keys.includes(this.#key)) {
          this.#syncError = error;
          this.#fail(error);
        }
      }),
      source.on('sync:complete', ({ keys }) => {
        if (keys.includes(this.#key)) {
          this.#open();
          this.#deliver(source);
        }
      }),
      source.subscribe(
        this.#key,
        () => {
          this.#deliver(source);
        },
        {
          fetcher: payloadEndpoint === undefined ? undefined : textFetcher(payloadEndpoint, send),
          live: !pollEvery,
          onError: (error) => {
            if (error !== this.#syncError) {
              this.#fail(error);
            }
          },
        },
      ),
    ];
    this.#end = () => {
      ends.forEach((end) => {
        end();
      });
      if (!client) {
        source.close();
      }
    };
  }

  get readyState(): 0 | 1 | 2 {
    return this.#readyState;
  }

  get onopen(): Handler<Event> {
    return this.#handler('open');
  }
  set onopen(handler: Handler<Event>) {
    this.#handle('open', handler);
  }

  get onmessage(): Handler<MessageEvent> {
    return this.#handler('message');
  }
  set onmessage(handler: Handler<MessageEvent>) {
    this.#handle('message', handler);
  }

  get onerror(): Handler<Event> {
    return this.#handler('error');
  }
  set onerror(handler: Handler<Event>) {
    this.#handle('error', handler);
  }

  close(): void {
    this.#readyState = this.CLOSED;
    this.#end();
  }

  #open(): void {
    if (this.#readyState === this.CONNECTING) {
      this.#readyState = this.OPEN;
      this.dispatchEvent(new Event('open'));
    }
  }

  #fail(error: Error): void {
    if (this.#readyState === this.CLOSED) {
      return;
    }
    if (error instanceof RealityError && !error.isTemporary) {
      this.close();
    } else {
      this.#readyState = this.CONNECTING;
    }
    this.dispatchEvent(new Event('error'));
  }

  #deliver(client: RealityClient): void {
    const { data, meta } = client.getState(this.#key);
    if (!meta || meta.version === this.#delivered || this.#readyState === this.CLOSED) {
      return;
    }
    this.#delivered = meta.version;
    this.#open();
    const value = data ?? { key: this.#key, version: meta.version };
    this.dispatchEvent(
      new MessageEvent('message', {
        data: typeof value === 'string' ? value : JSON.stringify(value),
        origin: this.#origin,
        lastEventId: String(meta.version),
      }),
    );
  }

  #handler<E extends Event>(type: string): Handler<E> {
    return (this.#handlers.get(type)?.handler ?? null) as Handler<E>;
  }

  #handle<E extends Event>(type: string, handler: Handler<E>): void {
    const old = this.#handlers.get(type);
    if (old) {
      this.removeEventListener(type, old.listener);
      this.#handlers.delete(type);
    }
    if (typeof handler === 'function') {
      const listener = (event: Event) => {
        handler.call(this, event as E);
      };
      this.#handlers.set(type, { handler, listener });
      this.addEventListener(type, listener);
    }
  }
}

function resolved(url: string): URL | undefined {
  try {
    return new URL(url, typeof document === 'undefined' ? undefined : document.baseURI);
  } catch {
    return undefined;
  }
}

/** The `key` parameter of an event source's URL, otherwise the last part of its path. */
function keyOf(url: string): string {
  const { searchParams, pathname } = new URL(url, 'http://localhost');
  return searchParams.get('key') ?? decodeURIComponent(pathname.split('/').findLast(Boolean) ?? '');
}
