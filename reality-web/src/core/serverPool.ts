import type { RealityError } from './RealityError.js';

/** The state of one server. */
export interface ServerStatus {
  /** Address of its Reality endpoint. */
  readonly url: string;
  /** `unknown` before the first request, and again when the server is no longer avoided. */
  readonly status: 'healthy' | 'unhealthy' | 'unknown';
  /** Failures since its last response. */
  readonly failures: number;
  /** Milliseconds that its last immediate response took. */
  readonly latency?: number | undefined;
  /** The highest version known to it, from its last response; 0 before that. */
  readonly serverVersion: number;
  /** The node's name, from its last response. */
  readonly serverId?: string | undefined;
}

/** A server of the pool. */
export type Server = { -readonly [M in keyof ServerStatus]: ServerStatus[M] } & { avoidUntil: number };

/** The servers of a client, see {@link serverPool}. */
export type ServerPool = ReturnType<typeof serverPool>;

/**
 * The servers of a client, one of which is in use. It stays in use until it fails; then it is avoided for a while, and
 * the best other server replaces it: the one with fewer failures, a higher version and a lower latency.
 */
export function serverPool(urls: readonly [string, ...string[]], avoidFor: number) {
  const servers = urls.map((url) => ({ url, status: 'unknown', failures: 0, serverVersion: 0, avoidUntil: 0 })) as [
    Server,
    ...Server[],
  ];
  let [inUse] = servers;

  /** The server for the next request. If all are avoided, the one that is avoided for the shortest time. */
  const choose = () =>
    (inUse = avoidance(inUse) ? servers.reduce((best, other) => (compare(other, best) < 0 ? other : best)) : inUse);

  return {
    choose,

    /** Whether there is a server that is not avoided. */
    isAnyAvailable: () => !avoidance(choose()),

    /** Stops avoiding servers: the client's own network had failed. */
    forgive() {
      servers.forEach((server) => (server.avoidUntil = 0));
    },

    /** Returns whether the server was unhealthy before. */
    succeeded(server: Server, serverVersion: number, serverId = server.serverId, latency = server.latency): boolean {
      const { failures } = server;
      Object.assign(server, { status: 'healthy', failures: 0, avoidUntil: 0, serverVersion, serverId, latency });
      return failures > 0;
    },

    /** Returns whether this is the first failure in a row. A server that fails again is avoided for longer. */
    failed(server: Server, { retryAfter }: RealityError): boolean {
      const duration = avoidFor * Math.min(8, 2 ** server.failures++);
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

/** For how many milliseconds the server is still avoided. */
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
