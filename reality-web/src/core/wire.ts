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
  const root = members(body, 'the body');
  const { denied = [], retry = 0 } = root;
  const mesh = members(root['mesh'], 'mesh');
  check(Array.isArray(denied) && denied.every(isText), 'denied');
  return {
    changed: each(root['changed'], 'changed', readChange),
    mesh: {
      peers: each(mesh['peers'], 'peers', readPeer),
      serverVersion: whole(mesh['serverVersion'], 'serverVersion'),
    },
    serverTime: whole(root['serverTime'], 'serverTime', -Infinity),
    denied: denied,
    retry: whole(retry, 'retry'),
  };
}

function readChange(value: unknown, at: string): KeyChange {
  const change = members(value, at);
  const { hash, source } = change;
  check(isText(hash) && isText(source), at);
  const read = { version: whole(change['version'], at, 1), hash, source };
  return 'payload' in change ? { ...read, payload: change['payload'] } : read;
}

function readPeer(status: unknown, at: string): PeerStatus {
  check(isText(status), at);
  return /^(healthy|degraded|unhealthy)$/.test(status) ? (status as PeerStatus) : 'unknown';
}

/** A key named `__proto__` is a key like any other here: `Object.fromEntries` makes members of its own. */
function each<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members(value, at)).map(([name, member]) => [name, read(member, `${at}/${name}`)]),
  );
}

function members(value: unknown, at: string): Members {
  check(typeof value === 'object' && value !== null && !Array.isArray(value), at);
  return value as Members;
}

function whole(value: unknown, at: string, least = 0): number {
  check(Number.isSafeInteger(value) && (value as number) >= least, at);
  return value as number;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function check(isRight: boolean, at: string): asserts isRight {
  if (!isRight) {
    throw new RealityProtocolError(`Not an answer of a Reality server: ${at} is missing or wrong`);
  }
}
