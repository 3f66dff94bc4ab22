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
  readonly waiting: ((error: RealityError | undefined) => void)[];
}

/** The conversation of a client with its servers, see {@link syncer}. */
export type Syncer = ReturnType<typeof syncer>;

/**
 * The one conversation of a client with its servers: one request after the other.
 *
 * What is asked for gathers in a batch. A batch on its way is closed: what is asked for meanwhile forms the next one, so
 * nothing is lost, and whoever asked is answered by a request that began later. With no batch to send, a request may
 * be held for a change (see {@link Live}); a batch makes it give way, which loses nothing, as it only compares versions.
 *
 * `received` passes on what a server, or another tab, has said.
 */
export function syncer(
  settings: Settings,
  knownOf: (keys: readonly string[]) => Record<string, number>,
  received: (answer: Heard) => void,
) {
  const { pool, transport, mode, clientId, stats, tick, emit, timeout, signal, maxRetries, retryBaseDelay } = settings;
  let endNap: (() => void) | undefined;
  let next: Batch | undefined;
  let isRunning = false;
  /** No request before this time: a server has asked for it. */
  let notBefore = 0;

  /** There may be something else to do: ends a pause and a held request. */
  const wake = () => {
    self.follower?.giveWay();
    endNap?.();
    void run();
  };
  signal.addEventListener('abort', wake);

  /** A pause that {@link wake} ends early. */
  const nap = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endNap = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** A pause after so many failures. */
  const pause = (failures: number) => nap(backoff(failures, retryBaseDelay));

  const waitFor = (ms: number) => {
    notBefore = Date.now() + Math.min(ms, LONGEST_PAUSE);
  };

  const run = async () => {
    if (!isRunning) {
      isRunning = true;
      let turn: Promise<void> | undefined;
      while ((turn = next ? send(next) : signal.aborted ? undefined : self.follower?.turn())) {
        await turn;
      }
      isRunning = false;
    }
  };

  const send = async (batch: Batch) => {
    next = undefined;
    const error = signal.aborted ? new RealityError('The client is destroyed') : await failureOf(batch);
    batch.waiting.forEach((resolve) => {
      resolve(error);
    });
  };

  const failureOf = async ({ keys, hint }: Batch): Promise<RealityError | undefined> => {
    const rest = [...keys];
    let retries = 0;
    while (rest.length) {
      const part = rest.slice(0, self.mostKeys);
      try {
        await ask(knownOf(part), hint, timeout, signal);
        rest.splice(0, part.length);
        retries = 0;
      } catch (failure) {
        const error = failure as RealityError;
        if (error.status === 413 && part.length > 1) {
          self.mostKeys = Math.ceil(part.length / 2);
        } else if (signal.aborted || !error.isTemporary || retries >= maxRetries) {
          return error;
        } else {
          await pause(retries++);
        }
      }
    }
    return undefined;
  };

  /**
   * Asks one server, and after a failure the next, as long as there is one that need not be avoided.
   *
   * @throws RealityError the last failure
   */
  const ask = async (
    known: Record<string, number>,
    hint: SyncHint,
    limit: number,
    end: AbortSignal,
    wait?: number,
  ): Promise<Answer> => {
    const keys = Object.keys(known);
    const isHeld = Boolean(wait);
    for (;;) {
      while (notBefore > Date.now() && !end.aborted) {
        await nap(notBefore - Date.now());
      }
      const server = pool.choose();
      const { url } = server;
      const about = { keys, hint, server: url };
      const timestamp = Date.now();
      const since = tick();
      const request = { known, hint, mode, timestamp, clientId, wait };
      stats.requests++;
      if (isHeld) {
        stats.polls++;
      }
      emit('sync:start', about);
      try {
        const { body, serverId } = await limited(limit, end, (inner) => transport.sync(url, request, inner));
        const response = readSyncResponse(body);
        const duration = Date.now() - timestamp;
        waitFor(response.retry);
        if (pool.succeeded(server, response.mesh.serverVersion, serverId, isHeld ? undefined : duration)) {
          emit('server:healthy', { server: url });
        }
        const answer = { response, known, serverId, since, isHeld };
        received(answer);
        emit('mesh:update', response.mesh);
        emit('sync:complete', { ...about, changed: Object.keys(response.changed), serverId, duration });
        return answer;
      } catch (failure) {
        const error = failure instanceof RealityError ? failure : new RealityError(`${url} is not reachable`);
        if (end.aborted) {
          throw error;
        }
        stats.failures++;
        if (error.isTemporary && pool.failed(server, error)) {
          emit('server:unhealthy', { server: url, error });
        }
        emit('sync:error', { ...about, error });
        if (!error.isTemporary || !pool.isAnyAvailable()) {
          waitFor(error.retryAfter);
          throw error;
        }
      }
    }
  };

  const self = {
    /** Set once somebody follows live. */
    follower: undefined as Live | undefined,
    /** How many keys fit into a request. */
    mostKeys: MOST_KEYS,
    received,
    wake,
    nap,
    pause,
    ask,

    /** Asks for these keys, by a request that has not begun yet. Resolves with the reason if that failed. */
    enqueue(keys: readonly string[], hint: SyncHint): Promise<RealityError | undefined> {
      const batch = (next ??= { keys: new Set(), hint, waiting: [] });
      keys.forEach((key) => batch.keys.add(key));
      if (hint === 'mutation') {
        batch.hint = hint; // answered from the owner of the entries, which is good for every other reason, too
      }
      queueMicrotask(wake);
      return new Promise((resolve) => batch.waiting.push(resolve));
    },
  };
  return self;
}
