import { RealityProtocolError } from './RealityProtocolError.js';
import type { PeerStatus, SyncResponse } from './wire.js';

/** Checks the value at this place of the response, and returns it without unknown members. */
type Read = (value: unknown, at: string) => unknown;

const checked = (isValid: boolean, value: unknown, at: string) => {
  if (!isValid) {
    throw new RealityProtocolError(`Invalid sync response: ${at} is wrong`);
  }
  return value as never;
};

const text: Read = (value, at) => checked(typeof value === 'string', value, at);

const peer: Read = (value, at) => (/^((un)?healthy|degraded)$/.test(text(value, at) as PeerStatus) ? value : 'unknown');

const texts: Read = (value = [], at) =>
  (checked(Array.isArray(value), value, at) as unknown[]).map((member) => text(member, at));

const integer =
  (minimum: number, preset?: number): Read =>
  (value = preset, at) =>
    checked(Number.isSafeInteger(value) && (value as number) >= minimum, value, at);

/**
 * Reads an object with these members. If `members` is one function, it reads every member. A key named `__proto__` is
 * like any other, since `Object.fromEntries` defines own properties.
 */
const object =
  (members: Read | Record<string, Read>): Read =>
  (value, at) => {
    const given = checked(Object(value) === value && !Array.isArray(value), value, at);
    const reads =
      typeof members === 'function'
        ? Object.keys(given).map((name) => [name, members] as const)
        : Object.entries(members);
    return Object.fromEntries(reads.map(([name, read]) => [name, read(given[name], `${at}/${name}`)]));
  };

const read = object({
  changed: object(object({ version: integer(1), hash: text, source: text, payload: (value) => value })),
  mesh: object({ peers: object(peer), serverVersion: integer(0) }),
  serverTime: integer(-Infinity),
  denied: texts,
  retry: integer(0, 0),
});

/**
 * Checks the body of a sync response.
 *
 * @throws RealityProtocolError that names the first wrong member
 */
export function readSyncResponse(body: unknown): SyncResponse {
  return read(body, 'body') as SyncResponse;
}
