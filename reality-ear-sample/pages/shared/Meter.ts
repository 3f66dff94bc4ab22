/** What a client has cost so far, and how late it showed what was committed. */
export interface Figures {
  readonly requests: number;
  /** Bytes of the bodies of answers. */
  readonly bytes: number;
  /** Requests under way now; an event stream is one for as long as it is open. */
  readonly open: number;
  /** Milliseconds from each of the last commits until it was on the page. */
  readonly delays: readonly number[];
}

/** The costs at one moment. */
export interface Sample extends Pick<Figures, 'requests' | 'bytes'> {
  readonly at: number;
}

const MOST_DELAYS = 1000;
const MOST_SAMPLES = 181; // three minutes

/**
 * Counts what one client of a page sends and gets, and names the client to the server, which counts the same (`api/counters`):
 * its figures must be these.
 */
export class Meter {
  /** The name by which the server counts. */
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

  /** One for each second. */
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
   * Counts an `EventSource`, which has to name the client in its address. The browser shows what is in an event and not the
   * bytes, so they are put together again as the server writes them.
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
        this.#add({ requests: 1 }); // the browser tries again by itself
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

  /** Something that was committed so many milliseconds ago has just appeared on the page. */
  showed(delay: number): void {
    this.#change({ ...this.#figures, delays: [...this.#figures.delays, delay].slice(-MOST_DELAYS) });
  }

  /** To be called once a second. */
  sample(): void {
    const { requests, bytes } = this.#figures;
    this.#samples = [...this.#samples, { at: Date.now(), requests, bytes }].slice(-MOST_SAMPLES);
    this.#change(this.#figures);
  }

  /**
   * What the last minute has cost, or a shorter time as if it had gone on. The first two seconds do not count: everything is loaded
   * then for the first time.
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
