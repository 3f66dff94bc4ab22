import { createRealityClient } from '../core/RealityClient.js';
import type { RealityClient } from '../core/RealityClient.js';
import { RealityError } from '../core/RealityError.js';
import type { RealityClientOptions } from '../core/types.js';
import { globalFetch, textFetcher } from './payload.js';
import type { PayloadEndpoint } from './payload.js';

/** Where an event source gets its events from, in place of a connection that stays open. */
export interface RealityEventSourceOptions extends EventSourceInit {
  /** Address of the Reality endpoint, such as `/reality`. */
  readonly realityEndpoint?: string;
  /** What to follow. Default: the URL of the event source, as it was given. */
  readonly realityKey?: string;
  /**
   * Where the new value is fetched from; its text is the data of the event. Without one the data are the inline payload,
   * or else `{"key":...,"version":...}`.
   */
  readonly payloadEndpoint?: PayloadEndpoint;
  /** Asks every so many milliseconds in place of holding a request. */
  readonly syncInterval?: number;
  /** A client to share with others, in place of one of its own. */
  readonly client?: RealityClient;
  /** Further options of its own client. */
  readonly clientOptions?: RealityClientOptions;
}

/** `EventTarget` with the types of events that an event source has. */
const Target = EventTarget as unknown as new () => Pick<
  EventSource,
  'addEventListener' | 'removeEventListener' | 'dispatchEvent'
>;

type Handler<E extends Event> = ((this: EventSource, event: E) => unknown) | null;

/**
 * An `EventSource` that holds no connection: it follows a key, and delivers the new value once per change, in order. The
 * value of the moment comes first, as from a source that begins with it.
 *
 * `readyState` is `CONNECTING` until a server has answered, and whenever one cannot be reached; then it tries again. A
 * refusal closes it, as that of an event stream would.
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
    this.#key = options.realityKey ?? String(url);
    const { realityEndpoint, payloadEndpoint, syncInterval, client, clientOptions } = options;
    const send = clientOptions?.fetch ?? globalFetch(this.withCredentials);
    const source =
      client ??
      createRealityClient({
        mode: syncInterval ? 'polling-compat' : 'sse-compat',
        executionMode: 'client',
        ...(realityEndpoint !== undefined && { endpoint: realityEndpoint }),
        ...(syncInterval && { pollingInterval: syncInterval }),
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
          live: syncInterval ? false : 'poll',
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
        source.destroy();
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

/**
 * With a `realityEndpoint` a {@link RealityEventSource}, without one the browser's own `EventSource`: so that a page can
 * choose by its configuration.
 */
export function createEventSource(url: string | URL, options: RealityEventSourceOptions = {}): EventSource {
  return options.realityEndpoint === undefined && options.client === undefined
    ? new EventSource(url, { withCredentials: options.withCredentials ?? false })
    : new RealityEventSource(url, options);
}

function resolved(url: string): URL | undefined {
  try {
    return new URL(url, typeof document === 'undefined' ? undefined : document.baseURI);
  } catch {
    return undefined;
  }
}
