import { backoff, LONGEST_PAUSE } from './backoff.js';
import { limited } from './limited.js';
import { readSyncResponse } from './readSyncResponse.js';
import { RealityError } from './RealityError.js';
import type { Settings } from './Settings.js';
import type { SyncHint, SyncResponse } from './wire.js';

/** The most keys of one request. A server that accepts fewer returns 413 and then gets fewer. */
const MAX_KEYS = 1000;

/** What a server, or another tab, has reported. */
export interface Report {
  readonly response: Pick<SyncResponse, 'changed' | 'denied'>;
  /** The keys of the request. */
  readonly known: Readonly<Record<string, unknown>>;
  readonly serverId: string | undefined;
  /** The tick at which the request began. */
  readonly since: number;
  /** Whether the server was allowed to hold the request. */
  readonly isHeld: boolean;
}

/** A response with the versions of its request. */
export interface Answer extends Report {
  readonly response: SyncResponse;
  readonly known: Readonly<Record<string, number>>;
}

/** Sends held requests while there is nothing else to send. */
export interface Follower {
  /** Sends one held request, if there are keys to follow. */
  turn(): Promise<void> | undefined;
  /** Ends the held request. */
  giveWay(): void;
  /** Forgets failures: the client's own network had failed. */
  forgive(): void;
}

/** Keys of the next request, and the callers that wait for its outcome. */
interface Batch {
  readonly keys: Set<string>;
  hint: SyncHint;
  readonly waiting: ((error: RealityError | undefined) => void)[];
}

/** The requests of a client to its servers, see {@link syncer}. */
export type Syncer = ReturnType<typeof syncer>;

/**
 * The requests of a client to its servers: one at a time.
 *
 * Keys to sync are collected in a batch. A batch that has been sent is closed: keys that are added meanwhile form the
 * next one. Nothing is lost, and each caller gets the outcome of a request that began later. If there is no batch, the
 * follower can have a request held. A new batch ends the held request; that loses nothing, since a sync only compares
 * versions.
 *
 * `received` gets every response.
 */
export function syncer(
  settings: Settings,
  knownVersions: (keys: readonly string[]) => Record<string, number>,
  received: (report: Report) => void,
) {
  const { pool, transport, mode, clientId, stats, tick, emit, timeout, signal, maxRetries, retryBaseDelay } = settings;
  let endNap: (() => void) | undefined;
  let next: Batch | undefined;
  let isRunning = false;
  /** A server asked for no request before this time. */
  let notBefore = 0;

  /** There can be something to send: ends a pause and the held request. */
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

  /** The pause after this number of failures. */
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
    const error = signal.aborted
      ? new RealityError('The client is closed', { code: 'closed' })
      : await failureOf(batch);
    batch.waiting.forEach((resolve) => {
      resolve(error);
    });
  };

  const failureOf = async ({ keys, hint }: Batch): Promise<RealityError | undefined> => {
    const rest = [...keys];
    let retries = 0;
    while (rest.length) {
      const part = rest.slice(0, self.maxKeys);
      try {
        await sync(knownVersions(part), hint, timeout, signal);
        rest.splice(0, part.length);
        retries = 0;
      } catch (failure) {
        const error = failure as RealityError;
        if (error.status === 413 && part.length > 1) {
          self.maxKeys = Math.ceil(part.length / 2);
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
   * Sends a request to one server, and after a failure to the next, until all servers are to be avoided.
   *
   * @throws RealityError the last failure
   */
  const sync = async (
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
        const error = failure instanceof RealityError ? failure : new RealityError(`Could not reach ${url}`);
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
    /** Set when there is the first live subscription. */
    follower: undefined as Follower | undefined,
    /** The most keys of one request. */
    maxKeys: MAX_KEYS,
    received,
    wake,
    nap,
    pause,
    sync,

    /** Syncs these keys in a request that has not begun yet. Resolves with the reason if it failed. */
    enqueue(keys: readonly string[], hint: SyncHint): Promise<RealityError | undefined> {
      const batch = (next ??= { keys: new Set(), hint, waiting: [] });
      keys.forEach((key) => batch.keys.add(key));
      if (hint === 'mutation') {
        batch.hint = hint; // makes the node read from the owner of the entries, which also serves the other hints
      }
      queueMicrotask(wake);
      return new Promise((resolve) => batch.waiting.push(resolve));
    },
  };
  return self;
}
