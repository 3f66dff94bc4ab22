import { RealityProtocolError } from './RealityProtocolError.js';

/** How a client stays up to date; see `RealityClientOptions.mode`. */
export type RealityMode = 'native' | 'sse-compat' | 'polling-compat';

/** Why a client asks. */
export type SyncHint = 'interaction' | 'focus' | 'idle' | 'mutation' | 'mount' | 'reconnect' | 'poll';

/** The health of another node as the answering one sees it. */
export type PeerStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** Body of `POST /reality/sync`. */
export interface SyncRequest {
  readonly known: Record<string, number>;
  readonly clientId?: string;
  readonly mode?: RealityMode;
  readonly hint?: SyncHint;
  readonly timestamp?: number;
  readonly wait?: number;
}

/** What a server says of one key that changed. */
export interface KeyChange {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  /** Small data that the application puts inline; present even if it is `null`. */
  readonly payload?: unknown;
}

/** The nodes of the cluster, seen from the one that answered. */
export interface Mesh {
  readonly peers: Record<string, PeerStatus>;
  readonly serverVersion: number;
}

/** Answer to a sync. */
export interface SyncResponse {
  readonly changed: Record<string, KeyChange>;
  readonly mesh: Mesh;
  readonly serverTime: number;
  readonly denied: readonly string[];
  readonly retry: number;
}

type Members = Record<string, unknown>;

/**
 * Checks the body of a sync answer.
 *
 * @throws RealityProtocolError that names the member which is wrong
 */
export function readSyncResponse(body: unknown): SyncResponse {
  const { changed, mesh, serverTime, denied = [], retry = 0 } = members(body, 'the body');
  const { peers, serverVersion } = members(mesh, 'mesh');
  return {
    changed: each(changed, 'changed', readChange),
    mesh: { peers: each(peers, 'peers', readPeer), serverVersion: whole(serverVersion, 'serverVersion') },
    serverTime: whole(serverTime, 'serverTime', -Infinity),
    denied: right(Array.isArray(denied) && denied.every(isText), denied as string[], 'denied'),
    retry: whole(retry, 'retry'),
  };
}

function readChange(value: unknown, at: string): KeyChange {
  const change = members(value, at);
  const { hash, source } = change;
  return {
    version: whole(change['version'], at, 1),
    hash: text(hash, at),
    source: text(source, at),
    ...('payload' in change && { payload: change['payload'] }),
  };
}

function readPeer(status: unknown, at: string): PeerStatus {
  return /^(healthy|degraded|unhealthy)$/.test(text(status, at)) ? (status as PeerStatus) : 'unknown';
}

/** A key named `__proto__` is a key like any other here: `Object.fromEntries` makes members of its own. */
function each<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members(value, at)).map(([name, member]) => [name, read(member, `${at}/${name}`)]),
  );
}

function members(value: unknown, at: string): Members {
  return right(Object(value) === value && !Array.isArray(value), value as Members, at);
}

function whole(value: unknown, at: string, least = 0): number {
  return right(Number.isSafeInteger(value) && (value as number) >= least, value as number, at);
}

function text(value: unknown, at: string): string {
  return right(isText(value), value as string, at);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function right<T>(isRight: boolean, value: T, at: string): T {
  if (!isRight) {
    throw new RealityProtocolError(`Not an answer of a Reality server: ${at} is missing or wrong`);
  }
  return value;
}
