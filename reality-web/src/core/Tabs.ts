import type { KeyChange } from './wire.js';

/** What the tabs of one browser tell each other. */
type Message =
  | { readonly type: 'keys'; readonly tab: string; readonly known: Record<string, number> }
  | { readonly type: 'who' }
  | { readonly type: 'news'; readonly changed: Record<string, KeyChange>; readonly serverId: string | undefined };

/** What a tab needs of its client. */
export interface TabsContext {
  /** The keys that are followed here, with the versions last heard of. */
  readonly keys: () => Record<string, number>;
  /** Another tab has heard of changes. */
  readonly news: (changed: Record<string, KeyChange>, serverId: string | undefined) => void;
  /** This tab leads now or no longer, or others follow other keys. */
  readonly changed: () => void;
}

/** Milliseconds for which a tab leads where there are no locks, unless it renews. */
const LEASE = 6000;

/**
 * Agrees with the other tabs of the browser on one that holds the request for all: of those which are visible and follow
 * any key, one leads. The others tell it their keys, and it tells them the news.
 *
 * The leader is who has the lock of the browser (Web Locks). Those exist in secure contexts only; elsewhere it is a lease
 * in the local storage. Two leaders for a moment do no harm. Without a channel between the tabs each leads itself.
 */
export class Tabs {
  readonly #name: string;
  readonly #context: TabsContext;
  readonly #self = Math.random().toString(36).slice(2);
  readonly #others = new Map<string, Record<string, number>>();
  #channel: BroadcastChannel | undefined;
  #resign: (() => void) | undefined;
  #isLeading = false;

  constructor(name: string, context: TabsContext) {
    this.#name = name;
    this.#context = context;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  /** The keys of this tab and of those that it leads. Where two do not agree on a version, 0 makes the server tell. */
  get keys(): Record<string, number> {
    const all = new Map<string, number>();
    for (const known of [this.#context.keys(), ...this.#others.values()]) {
      for (const [key, version] of Object.entries(known)) {
        all.set(key, (all.get(key) ?? version) === version ? version : 0);
      }
    }
    return Object.fromEntries(all);
  }

  /** The tab is visible and follows keys: takes part. If it does already, the others hear of its keys again. */
  join(): void {
    if (this.#resign) {
      this.#announce();
      return;
    }
    if (typeof BroadcastChannel === 'undefined') {
      this.#resign = () => undefined;
      this.#lead(true);
      return;
    }
    const channel = (this.#channel = new BroadcastChannel(this.#name));
    (channel as { unref?: () => void }).unref?.(); // must not keep a process alive
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.#hear(data);
    };
    this.#resign = this.#stand();
    this.#announce();
  }

  /** The tab is hidden, or follows nothing any more. */
  leave(): void {
    if (this.#resign) {
      this.#tell({ type: 'keys', tab: this.#self, known: {} });
      this.#channel?.close();
      this.#channel = undefined;
      this.#resign();
      this.#resign = undefined;
      this.#others.clear();
      this.#isLeading = false;
    }
  }

  /** Passes on what the leader has heard. */
  tellNews(changed: Record<string, KeyChange>, serverId: string | undefined): void {
    for (const known of this.#others.values()) {
      for (const [key, { version }] of Object.entries(changed)) {
        if (Object.hasOwn(known, key)) {
          known[key] = version;
        }
      }
    }
    if (this.#others.size > 0) {
      this.#tell({ type: 'news', changed, serverId });
    }
  }

  /** Wants to lead; the returned function ends that. */
  #stand(): () => void {
    if (!(globalThis.navigator as Partial<Navigator> | undefined)?.locks) {
      return this.#lease();
    }
    let release: (() => void) | undefined;
    const waiting = new AbortController();
    navigator.locks
      .request(this.#name, { signal: waiting.signal }, () => {
        this.#lead(true);
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch(() => undefined);
    return () => {
      waiting.abort();
      release?.();
    };
  }

  #lease(): () => void {
    const renew = () => {
      let mine = true; // where there is no storage each leads itself
      try {
        const [holder, until] = (localStorage.getItem(this.#name) ?? '').split(' ');
        mine = holder === this.#self;
        if (mine || !(Number(until) > Date.now())) {
          localStorage.setItem(this.#name, `${this.#self} ${Date.now() + LEASE}`);
        }
      } catch {
        /* refused by the browser */
      }
      // Whoever wrote last leads: seen at the next look, so that two that wrote at once do not both begin.
      if (mine !== this.#isLeading) {
        this.#lead(mine);
      }
    };
    renew();
    const soon = setTimeout(renew, 100);
    const timer = setInterval(renew, LEASE / 3);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
      try {
        if (this.#isLeading) {
          localStorage.removeItem(this.#name);
        }
      } catch {
        /* refused by the browser */
      }
    };
  }

  #lead(isLeading: boolean): void {
    this.#isLeading = isLeading;
    this.#tell({ type: 'who' });
    this.#context.changed();
  }

  #announce(): void {
    if (!this.#isLeading) {
      this.#tell({ type: 'keys', tab: this.#self, known: this.#context.keys() });
    }
  }

  #tell(message: Message): void {
    this.#channel?.postMessage(message);
  }

  #hear(message: Message): void {
    if (message.type === 'who') {
      this.#announce();
    } else if (message.type === 'news') {
      this.#context.news(message.changed, message.serverId);
    } else {
      if (Object.keys(message.known).length > 0) {
        this.#others.set(message.tab, message.known);
      } else {
        this.#others.delete(message.tab);
      }
      if (this.#isLeading) {
        this.#context.changed();
      }
    }
  }
}
