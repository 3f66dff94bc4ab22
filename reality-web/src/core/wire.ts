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
type Read<T> = (value: unknown, at: string) => T;

const text: Read<string> = (value, at) => right(typeof value === 'string', value, at);

const peer: Read<PeerStatus> = (value, at) =>
  /^(healthy|degraded|unhealthy)$/.test(text(value, at)) ? (value as PeerStatus) : 'unknown';

const texts: Read<readonly string[]> = (value = [], at) =>
  right<unknown[]>(Array.isArray(value), value, at).map((member) => text(member, at));

const whole =
  (least: number, preset?: number): Read<number> =>
  (value = preset, at) =>
    right(Number.isSafeInteger(value) && (value as number) >= least, value, at);

/** A key named `__proto__` is a key like any other here: `Object.fromEntries` makes members of its own. */
const object =
  <T>(namesOf: (given: object) => string[], readOf: (name: string) => Read<unknown>): Read<T> =>
  (value, at) => {
    const given = right<Record<string, unknown>>(Object(value) === value && !Array.isArray(value), value, at);
    return Object.fromEntries(namesOf(given).map((name) => [name, readOf(name)(given[name], `${at}/${name}`)])) as T;
  };

const each = <T>(read: Read<T>) => object<Record<string, T>>(Object.keys, () => read);

const all = <T>(reads: { readonly [M in keyof T]: Read<T[M]> }) =>
  object<T>(
    () => Object.keys(reads),
    (name) => reads[name as keyof T],
  );

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what it is has just been found out
function right<T>(isRight: boolean, value: unknown, at: string): T {
  if (!isRight) {
    throw new RealityProtocolError(`Not an answer of Reality: ${at} is wrong`);
  }
  return value as T;
}

const read = all<SyncResponse>({
  changed: each(all<KeyChange>({ version: whole(1), hash: text, source: text, payload: (value) => value })),
  mesh: all<Mesh>({ peers: each(peer), serverVersion: whole(0) }),
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
  return read(body, 'body');
}
