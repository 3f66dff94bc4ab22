import type { KeyChange } from './wire.js';

/** A message between the tabs of one browser. */
type Message =
  | { readonly type: 'keys'; readonly tab: string; readonly known: Record<string, number> }
  | { readonly type: 'keys?' }
  | { readonly type: 'changes'; readonly changed: Record<string, KeyChange>; readonly serverId: string | undefined };

/** What a tab needs of its client. */
export interface TabsContext {
  /** The live keys of this tab, with the latest versions. */
  readonly keys: () => Record<string, number>;
  /** Another tab has received changes. */
  readonly received: (changed: Record<string, KeyChange>, serverId: string | undefined) => void;
  /** The tab has begun or stopped leading, or the keys of other tabs have changed. */
  readonly changed: () => void;
}

/** Length of the tab lease, in milliseconds. It is used without Web Locks, and renewed. */
const LEASE = 6000;

/**
 * Elects the tab of the browser that holds the request for all tabs. Candidates are the visible tabs that follow keys.
 * The other tabs send their keys to the leader, and the leader sends them the changes.
 *
 * The leader is the tab that holds a Web Lock. Web Locks exist in secure contexts only; without them, it is the tab
 * that holds a lease in local storage. Two leaders for a moment do no harm. If tabs cannot communicate, each leads
 * itself.
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

  /** The keys of this tab and of those it leads. If two differ in a version, 0 makes the server report it. */
  get keys(): Record<string, number> {
    const all = new Map<string, number>();
    for (const known of [this.#context.keys(), ...this.#others.values()]) {
      for (const [key, version] of Object.entries(known)) {
        all.set(key, (all.get(key) ?? version) === version ? version : 0);
      }
    }
    return Object.fromEntries(all);
  }

  /** The tab is visible and follows keys. If it has joined already, it sends its keys again. */
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
    (channel as { unref?: () => void }).unref?.(); // must not keep a Node process alive
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.#receive(data);
    };
    this.#resign = this.#runForLeader();
    this.#announce();
  }

  /** The tab is hidden, or follows no keys. */
  leave(): void {
    if (this.#resign) {
      this.#send({ type: 'keys', tab: this.#self, known: {} });
      this.#channel?.close();
      this.#channel = undefined;
      this.#resign();
      this.#resign = undefined;
      this.#others.clear();
      this.#isLeading = false;
    }
  }

  /** Sends changes from the leader to the other tabs. */
  sendChanges(changed: Record<string, KeyChange>, serverId: string | undefined): void {
    for (const known of this.#others.values()) {
      for (const [key, { version }] of Object.entries(changed)) {
        if (Object.hasOwn(known, key)) {
          known[key] = version;
        }
      }
    }
    if (this.#others.size > 0) {
      this.#send({ type: 'changes', changed, serverId });
    }
  }

  /** Becomes a candidate until the returned function is called. */
  #runForLeader(): () => void {
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
      let mine = true; // without storage, each tab leads itself
      try {
        const [holder, until] = (localStorage.getItem(this.#name) ?? '').split(' ');
        mine = holder === this.#self;
        if (mine || !(Number(until) > Date.now())) {
          localStorage.setItem(this.#name, `${this.#self} ${Date.now() + LEASE}`);
        }
      } catch {
        /* the browser denies access to storage */
      }
      // The tab that wrote last leads. It begins at the next renewal, so two tabs that wrote at once do not both begin.
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
        /* the browser denies access to storage */
      }
    };
  }

  #lead(isLeading: boolean): void {
    this.#isLeading = isLeading;
    this.#send({ type: 'keys?' });
    this.#context.changed();
  }

  #announce(): void {
    if (!this.#isLeading) {
      this.#send({ type: 'keys', tab: this.#self, known: this.#context.keys() });
    }
  }

  #send(message: Message): void {
    this.#channel?.postMessage(message);
  }

  #receive(message: Message): void {
    if (message.type === 'keys?') {
      this.#announce();
    } else if (message.type === 'changes') {
      this.#context.received(message.changed, message.serverId);
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
