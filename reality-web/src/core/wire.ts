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
  readonly clientId?: string | undefined;
  readonly mode?: RealityMode;
  readonly hint?: SyncHint;
  readonly timestamp?: number;
  readonly wait?: number | undefined;
}

/** What a server says of one key that changed. */
export interface KeyChange {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  /** Small data that the application puts inline; `null` is one, too. */
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

/** Checks a value, which is at this place of the answer, and returns it without the members that nobody knows. */
type Read = (value: unknown, at: string) => unknown;

const right = (isRight: boolean, value: unknown, at: string) => {
  if (!isRight) {
    throw new RealityProtocolError(`Not an answer of Reality: ${at} is wrong`);
  }
  return value as never;
};

const text: Read = (value, at) => right(typeof value === 'string', value, at);

const peer: Read = (value, at) => (/^((un)?healthy|degraded)$/.test(text(value, at) as PeerStatus) ? value : 'unknown');

const texts: Read = (value = [], at) =>
  (right(Array.isArray(value), value, at) as unknown[]).map((member) => text(member, at));

const whole =
  (least: number, preset?: number): Read =>
  (value = preset, at) =>
    right(Number.isSafeInteger(value) && (value as number) >= least, value, at);

/**
 * An object with these members; or, for a function in their place, with any, all of which are alike. A key named `__proto__` is a key
 * like any other here: `Object.fromEntries` makes members of its own.
 */
const object =
  (members: Read | Record<string, Read>): Read =>
  (value, at) => {
    const given = right(Object(value) === value && !Array.isArray(value), value, at);
    const reads =
      typeof members === 'function'
        ? Object.keys(given).map((name) => [name, members] as const)
        : Object.entries(members);
    return Object.fromEntries(reads.map(([name, read]) => [name, read(given[name], `${at}/${name}`)]));
  };

const read = object({
  changed: object(object({ version: whole(1), hash: text, source: text, payload: (value) => value })),
  mesh: object({ peers: object(peer), serverVersion: whole(0) }),
  serverTime: whole(-Infinity),
  denied: texts,
  retry: whole(0, 0),
});

/**
 * Checks the body of a sync answer.
 *
 * @throws RealityProtocolError that names the member which is wrong
 */
export function readSyncResponse(body: unknown): SyncResponse {
  return read(body, 'body') as SyncResponse;
}
