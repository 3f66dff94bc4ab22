import type { KeyChange, SyncRequest, SyncResponse } from '../core/wire.js';
import type { EmbeddedServer } from './embeddedTransport.js';

/** The options of an embedded server. */
export interface EmbeddedRealityServerOptions {
  /** The name of the server in responses. Default `embedded`. */
  readonly serverId?: string;
  /** Returns small data to send inline; `undefined` for none. */
  readonly payload?: (key: string) => unknown;
  /** Whether a request is allowed to invalidate keys over HTTP. Default: none is. */
  readonly mayWrite?: (request: Request) => boolean | Promise<boolean>;
}

/** The longest time for which a request is held, in milliseconds. */
const LONGEST_WAIT = 25_000;

/**
 * A Reality server inside a JavaScript process, for tests and for applications that run in one process. It keeps
 * versions in memory and can hold requests. {@link handle} responds to HTTP requests on any platform with `Request` and
 * `Response`.
 */
export class EmbeddedRealityServer implements EmbeddedServer {
  readonly serverId: string;
  readonly #options: EmbeddedRealityServerOptions;
  readonly #entries = new Map<string, Omit<KeyChange, 'payload'>>();
  readonly #waiting = new Set<{ readonly known: Record<string, number>; readonly wake: () => void }>();
  /** The version of every unchanged key. It comes from the clock, so a restart does not repeat it. */
  readonly #floor = candidate();
  #highest = this.#floor;

  constructor(options: EmbeddedRealityServerOptions = {}) {
    this.#options = options;
    this.serverId = options.serverId ?? 'embedded';
  }

  /** Raises the version of a key, and returns it. */
  update(key: string, hash?: string, source: string = this.serverId): number {
    const version = Math.max((this.#entries.get(key)?.version ?? this.#floor) + 1, candidate());
    this.#highest = Math.max(this.#highest, version);
    this.#entries.set(key, { version, hash: hash ?? version.toString(36), source });
    for (const { known, wake } of [...this.#waiting]) {
      if (Object.hasOwn(known, key)) {
        wake();
      }
    }
    return version;
  }

  /** Raises the versions of keys. */
  invalidate(keys: readonly string[], source?: string): Record<string, number> {
    return Object.fromEntries(keys.map((key) => [key, this.update(key, undefined, source)]));
  }

  /** Responds to a sync. With `wait`, it responds when a key changes, the time has passed, or the signal aborts. */
  async sync(request: SyncRequest, signal?: AbortSignal): Promise<SyncResponse> {
    const { known } = request;
    const wait = Math.min(request.wait ?? 0, LONGEST_WAIT);
    if (wait > 0 && Object.keys(known).length > 0 && Object.keys(this.#changed(known)).length === 0) {
      await this.#change(known, wait, signal);
    }
    return {
      changed: this.#changed(known),
      mesh: { peers: {}, serverVersion: this.#highest },
      serverTime: Date.now(),
      denied: [],
      retry: 0,
    };
  }

  /** Responds to `POST .../sync`, `POST .../invalidate` and `GET .../health` below any path. */
  async handle(request: Request): Promise<Response> {
    const call = `${request.method} ${new URL(request.url).pathname.split('/').at(-1) ?? ''}`;
    switch (call) {
      case 'GET health':
        return this.#json({ status: 'healthy', serverId: this.serverId });
      case 'POST sync':
        return this.#read(request, isSync, async (body) => {
          const { denied, retry, ...response } = await this.sync(body, request.signal);
          return this.#json({ ...response, ...(denied.length > 0 && { denied }), ...(retry > 0 && { retry }) });
        });
      case 'POST invalidate':
        return (await this.#options.mayWrite?.(request))
          ? this.#read(request, isInvalidate, ({ keys }) =>
              this.#json({ invalidated: keys, versions: this.invalidate(keys) }),
            )
          : problem(403, 'Forbidden');
      default:
        return problem(404, 'Not Found');
    }
  }

  #changed(known: Record<string, number>): Record<string, KeyChange> {
    const { payload } = this.#options;
    const changes = Object.entries(known).flatMap(([key, version]) => {
      const entry = this.#entries.get(key) ?? { version: this.#floor, hash: 'none', source: this.serverId };
      const inline = payload?.(key);
      return entry.version === version ? [] : [[key, inline === undefined ? entry : { ...entry, payload: inline }]];
    });
    return Object.fromEntries(changes) as Record<string, KeyChange>;
  }

  #change(known: Record<string, number>, wait: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, wait);
      const waiter = { known, wake };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', wake);
    });
  }

  async #read<T>(
    request: Request,
    fits: (body: unknown) => body is T,
    answer: (body: T) => Response | Promise<Response>,
  ): Promise<Response> {
    const body: unknown = await request.json().catch(() => undefined);
    return fits(body) ? answer(body) : problem(400, 'Bad Request');
  }

  #json(body: unknown): Response {
    return Response.json(body, { headers: { 'X-Reality-Server': this.serverId, 'Cache-Control': 'no-store' } });
  }
}

/** Creates a Reality server in this process. */
export function createEmbeddedRealityServer(options?: EmbeddedRealityServerOptions): EmbeddedRealityServer {
  return new EmbeddedRealityServer(options);
}

/** Higher than every version of an earlier process, unless the clock was set back. */
function candidate(): number {
  return Date.now() * 1024 + Math.floor(Math.random() * 1024);
}

function isSync(body: unknown): body is SyncRequest {
  const known: unknown = isObject(body) ? body['known'] : undefined;
  const wait: unknown = isObject(body) ? (body['wait'] ?? 0) : undefined;
  return (
    isObject(known) &&
    Object.values(known).every((version) => Number.isSafeInteger(version) && (version as number) >= 0) &&
    Number.isSafeInteger(wait)
  );
}

function isInvalidate(body: unknown): body is { keys: string[] } {
  const keys: unknown = isObject(body) ? body['keys'] : undefined;
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problem(status: number, title: string): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
