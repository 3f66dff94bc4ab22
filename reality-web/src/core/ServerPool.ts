import type { RealityError } from './RealityError.js';

/** What is known of one server. */
export interface ServerStatus {
  /** Address of its Reality endpoint. */
  readonly url: string;
  /** `unknown` until it was asked, and again once the time is over for which it was avoided. */
  readonly status: 'healthy' | 'unhealthy' | 'unknown';
  /** Failures since it last answered. */
  readonly failures: number;
  /** Milliseconds that its last immediate answer took. */
  readonly latency?: number | undefined;
  /** The highest version that it has seen, by its last answer; 0 before that. */
  readonly serverVersion: number;
  /** The name that it gave itself. */
  readonly serverId?: string | undefined;
}

/** A server of the pool. */
export type Server = { -readonly [M in keyof ServerStatus]: ServerStatus[M] } & { avoidUntil: number };

/** The servers of a client, see {@link serverPool}. */
export type ServerPool = ReturnType<typeof serverPool>;

/**
 * The servers of a client, one of which is in use. It stays in use until it fails; then it is avoided for a while, and
 * the best of the others takes its place: the one that failed less, is less stale, and answers faster.
 */
export function serverPool(urls: readonly [string, ...string[]], blacklistDuration: number) {
  const servers = urls.map((url) => ({ url, status: 'unknown', failures: 0, serverVersion: 0, avoidUntil: 0 })) as [
    Server,
    ...Server[],
  ];
  let [inUse] = servers;

  /** The server to ask now. If all are to be avoided it is the one whose time ends first. */
  const choose = () =>
    (inUse = avoidance(inUse) ? servers.reduce((best, other) => (compare(other, best) < 0 ? other : best)) : inUse);

  return {
    choose,

    /** Whether any server need not be avoided. */
    isAnyAvailable: () => !avoidance(choose()),

    /** Forgets whom to avoid: the network was away, not the servers. */
    forgive() {
      servers.forEach((server) => (server.avoidUntil = 0));
    },

    /** Returns whether this makes a server healthy that was not. */
    succeeded(server: Server, serverVersion: number, serverId = server.serverId, latency = server.latency): boolean {
      const { failures } = server;
      Object.assign(server, { status: 'healthy', failures: 0, avoidUntil: 0, serverVersion, serverId, latency });
      return failures > 0;
    },

    /** Returns whether this is the first failure in a row. A server that fails again is avoided for longer. */
    failed(server: Server, { retryAfter }: RealityError): boolean {
      const duration = blacklistDuration * Math.min(8, 2 ** server.failures++);
      server.avoidUntil = Date.now() + Math.max(duration, retryAfter);
      server.status = 'unknown';
      return server.failures === 1;
    },

    status: (): ServerStatus[] =>
      servers.map(({ avoidUntil, ...server }) =>
        avoidUntil > Date.now() ? { ...server, status: 'unhealthy' } : server,
      ),
  };
}

/** For how many milliseconds more. */
function avoidance({ avoidUntil }: Server): number {
  return Math.max(avoidUntil - Date.now(), 0);
}

function compare(a: Server, b: Server): number {
  return (
    avoidance(a) - avoidance(b) ||
    a.failures - b.failures ||
    b.serverVersion - a.serverVersion ||
    (a.latency ?? 0) - (b.latency ?? 0)
  );
}
