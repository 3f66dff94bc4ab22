import { backoff, LONGEST_PAUSE } from './backoff.js';
import { limited } from './limited.js';
import type { Live } from './Live.js';
import { RealityError } from './RealityError.js';
import type { Settings } from './Settings.js';
import { readSyncResponse } from './wire.js';
import type { SyncHint, SyncResponse } from './wire.js';

/** How many keys one request may name; a server that wants fewer answers 413, and gets fewer. */
const MOST_KEYS = 1000;

/** What was heard of keys. */
export interface Heard {
  readonly response: Pick<SyncResponse, 'changed' | 'denied'>;
  /** The keys that were asked for. */
  readonly known: Readonly<Record<string, unknown>>;
  readonly serverId: string | undefined;
  /** The tick at which the request began. */
  readonly since: number;
  /** Whether the server could hold the request. */
  readonly isHeld: boolean;
}

/** An answer with what it answers. */
export interface Answer extends Heard {
  readonly response: SyncResponse;
  readonly known: Readonly<Record<string, number>>;
}

/** Keys that wait for their request, and those who wait for its outcome. */
interface Batch {
  readonly keys: Set<string>;
  hint: SyncHint;
  readonly done: Promise<RealityError | undefined>;
  readonly end: (error?: RealityError) => void;
}

/**
 * The one conversation of a client with its servers: one request after the other.
 *
 * What is asked for gathers in a batch. A batch on its way is closed: what is asked for meanwhile forms the next one, so
 * nothing is lost, and whoever asked is answered by a request that began later. With no batch to send, a request may
 * be held for a change (see {@link Live}); a batch makes it give way, which loses nothing, as it only compares versions.
 */
export class Syncer {
  /** Set once somebody follows live. */
  live: Live | undefined;
  /** How many keys fit into a request. */
  mostKeys = MOST_KEYS;
  /** Passes on what a server, or another tab, has said. */
  readonly received: (answer: Heard) => void;

  readonly #settings: Settings;
  readonly #knownOf: (keys: readonly string[]) => Record<string, number>;
  #endNap: (() => void) | undefined;
  #next: Batch | undefined;
  #isRunning = false;
  /** No request before this time: a server has asked for it. */
  #notBefore = 0;

  constructor(
    settings: Settings,
    knownOf: (keys: readonly string[]) => Record<string, number>,
    received: (answer: Heard) => void,
  ) {
    this.#settings = settings;
    this.#knownOf = knownOf;
    this.received = received;
    settings.signal.addEventListener('abort', () => {
      this.wake();
    });
  }

  /** Asks for these keys, by a request that has not begun yet. Resolves with the reason if that failed. */
  request(keys: readonly string[], hint: SyncHint): Promise<RealityError | undefined> {
    const batch = (this.#next ??= newBatch(hint));
    keys.forEach((key) => batch.keys.add(key));
    if (hint === 'mutation') {
      batch.hint = hint; // answered from the owner of the entries, which is good for every other reason, too
    }
    queueMicrotask(() => {
      this.wake();
    });
    return batch.done;
  }

  /** There may be something else to do: ends a pause and a held request. */
  wake(): void {
    this.live?.giveWay();
    this.#endNap?.();
    void this.#run();
  }

  /** A pause that {@link wake} ends early. */
  nap(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endNap = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** A pause after so many failures. */
  pause(failures: number): Promise<void> {
    return this.nap(backoff(failures, this.#settings.retryBaseDelay));
  }

  async #run(): Promise<void> {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    const { signal } = this.#settings;
    while (!signal.aborted) {
      const turn = this.#next ? this.#send(this.#next) : this.live?.turn();
      if (!turn) {
        break;
      }
      await turn;
    }
    this.#isRunning = false;
    if (signal.aborted) {
      this.#next?.end(new RealityError('The client is destroyed'));
    }
  }

  async #send({ keys, hint, end }: Batch): Promise<void> {
    this.#next = undefined;
    const { timeout, signal, maxRetries } = this.#settings;
    const rest = [...keys];
    let retries = 0;
    while (rest.length > 0) {
      const part = rest.slice(0, this.mostKeys);
      try {
        await this.ask(this.#knownOf(part), hint, timeout, signal);
        rest.splice(0, part.length);
        retries = 0;
      } catch (failure) {
        const error = failure as RealityError;
        if (error.status === 413 && part.length > 1) {
          this.mostKeys = Math.ceil(part.length / 2);
        } else if (signal.aborted || !error.isTemporary || retries >= maxRetries) {
          end(error);
          return;
        } else {
          await this.pause(retries++);
        }
      }
    }
    end();
  }

  /**
   * Asks one server, and after a failure the next, as long as there is one that need not be avoided.
   *
   * @throws RealityError the last failure
   */
  async ask(
    known: Record<string, number>,
    hint: SyncHint,
    timeout: number,
    signal: AbortSignal,
    wait?: number,
  ): Promise<Answer> {
    const { pool, transport, mode, clientId, stats, tick, emit } = this.#settings;
    const keys = Object.keys(known);
    const isHeld = wait !== undefined;
    for (;;) {
      while (this.#notBefore > Date.now() && !signal.aborted) {
        await this.nap(this.#notBefore - Date.now());
      }
      const server = pool.current;
      const { url } = server;
      const timestamp = Date.now();
      const since = tick();
      const request = { known, hint, mode, timestamp, ...(clientId && { clientId }), ...(isHeld && { wait }) };
      stats.requests++;
      stats.polls += Number(isHeld);
      emit('sync:start', { keys, hint, server: url });
      try {
        const { body, serverId } = await limited(timeout, signal, (inner) => transport.sync(url, request, inner));
        const response = readSyncResponse(body);
        const duration = Date.now() - timestamp;
        this.#waitFor(response.retry);
        if (pool.succeeded(server, response.mesh.serverVersion, serverId, isHeld ? undefined : duration)) {
          emit('server:healthy', { server: url });
        }
        const answer = { response, known, serverId, since, isHeld };
        this.received(answer);
        emit('mesh:update', response.mesh);
        const changed = Object.keys(response.changed);
        emit('sync:complete', { keys, hint, changed, server: url, serverId, duration });
        return answer;
      } catch (failure) {
        const error = failure instanceof RealityError ? failure : new RealityError(`${url} is not reachable`);
        if (signal.aborted) {
          throw error;
        }
        stats.failures++;
        if (error.isTemporary && pool.failed(server, error)) {
          emit('server:unhealthy', { server: url, error });
        }
        emit('sync:error', { keys, server: url, error });
        if (!error.isTemporary || !pool.isAnyAvailable) {
          this.#waitFor(error.retryAfter);
          throw error;
        }
      }
    }
  }

  #waitFor(ms: number): void {
    this.#notBefore = Date.now() + Math.min(ms, LONGEST_PAUSE);
  }
}

function newBatch(hint: SyncHint): Batch {
  let end!: Batch['end'];
  const done = new Promise<RealityError | undefined>((resolve) => {
    end = resolve;
  });
  return { keys: new Set(), hint, done, end };
}
