/** The cost of a client so far, and its delays. */
export interface Figures {
  readonly requests: number;
  /** Bytes of the bodies of answers. */
  readonly bytes: number;
  /** Open requests, including event streams. */
  readonly open: number;
  /** Milliseconds from each recent commit to its appearance on the page. */
  readonly delays: readonly number[];
}

/** The costs at one moment. */
export interface Sample extends Pick<Figures, 'requests' | 'bytes'> {
  readonly at: number;
}

const MOST_DELAYS = 1000;
const MOST_SAMPLES = 181; // three minutes

/**
 * Counts the traffic of one client on a page. Each request names the client, and the server counts the same traffic
 * (`api/counters`): the figures must be equal.
 */
export class Meter {
  /** The name of the client in the server's counters. */
  readonly client: string;
  #figures: Figures = { requests: 0, bytes: 0, open: 0, delays: [] };
  #samples: readonly Sample[] = [{ at: Date.now(), requests: 0, bytes: 0 }];
  readonly #listeners = new Set<() => void>();

  constructor(name: string) {
    this.client = `${name}:${Math.random().toString(36).slice(2, 8)}`;
  }

  get figures(): Figures {
    return this.#figures;
  }

  /** One sample per second. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** `fetch`, counted. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('X-Client', this.client);
    this.#add({ requests: 1, open: 1 });
    try {
      const response = await fetch(url, { ...init, headers });
      const body = await response.arrayBuffer();
      this.#add({ bytes: body.byteLength });
      return new Response(body.byteLength > 0 ? body : null, response);
    } finally {
      this.#add({ open: -1 });
    }
  };

  /**
   * Counts an `EventSource`, whose address must name the client. The browser hides the bytes of an event, so they are
   * reconstructed as the server writes them.
   */
  watch(source: EventSource, type: string): EventSource {
    const text = new TextEncoder();
    let open = 1;
    const isOpen = (now: 0 | 1) => {
      this.#add({ open: now - open });
      open = now;
    };
    this.#add({ requests: 1, open });
    source.addEventListener(type, ({ data }: MessageEvent<string>) => {
      this.#add({ bytes: text.encode(`event: ${type}\ndata: ${data}\n\n`).length });
    });
    source.addEventListener('error', () => {
      isOpen(0);
      if (source.readyState === source.CONNECTING) {
        this.#add({ requests: 1 }); // the browser reconnects
        isOpen(1);
      }
    });
    const close = source.close.bind(source);
    source.close = () => {
      close();
      isOpen(0);
    };
    return source;
  }

  /** Records that a change appeared on the page this many milliseconds after its commit. */
  showed(delay: number): void {
    this.#change({ ...this.#figures, delays: [...this.#figures.delays, delay].slice(-MOST_DELAYS) });
  }

  /** Takes a sample. Call it once a second. */
  sample(): void {
    const { requests, bytes } = this.#figures;
    this.#samples = [...this.#samples, { at: Date.now(), requests, bytes }].slice(-MOST_SAMPLES);
    this.#change(this.#figures);
  }

  /**
   * The cost of the last minute, extrapolated if less time has passed. The first two seconds are left out, because
   * they contain the first load.
   */
  perMinute(what: 'requests' | 'bytes'): number | undefined {
    const last = this.#samples.at(-1)!;
    const first = this.#samples.slice(2).find(({ at }) => at > last.at - 60_500) ?? last;
    const elapsed = last.at - first.at;
    return elapsed < 5000 ? undefined : ((last[what] - first[what]) * 60_000) / elapsed;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #add({ requests = 0, bytes = 0, open = 0 }: Partial<Figures>): void {
    const now = this.#figures;
    this.#change({ ...now, requests: now.requests + requests, bytes: now.bytes + bytes, open: now.open + open });
  }

  #change(figures: Figures): void {
    this.#figures = { ...figures };
    this.#listeners.forEach((listener) => {
      listener();
    });
  }
}
