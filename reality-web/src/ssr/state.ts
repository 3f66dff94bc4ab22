import { RealityProtocolError } from '../core/RealityProtocolError.js';
import type { RealityClient } from '../core/RealityClient.js';
import type { HydratedKey, RealityState } from '../core/types.js';

/** What a client has loaded of these keys, for another client to go on from. Keys without data are left out. */
export function dehydrate(client: RealityClient, keys: readonly string[]): RealityState {
  const entries = keys.flatMap((key): [string, HydratedKey][] => {
    const { data, meta, lastSyncAt = 0 } = client.getState(key);
    return meta ? [[key, { version: meta.version, hash: meta.hash, source: meta.source, data, at: lastSyncAt }]] : [];
  });
  return { keys: Object.fromEntries(entries) };
}

/** As JSON that may stand inside a `<script>` element, whatever keys and data hold: it can end no element or comment. */
export function serializeRealityState(state: RealityState): string {
  return JSON.stringify(state).replace(
    /[<>&\u2028\u2029]/g,
    (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/**
 * Reads what {@link serializeRealityState} wrote.
 *
 * @throws RealityProtocolError if it is anything else
 */
export function deserializeRealityState(text: string): RealityState {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw new RealityProtocolError('The state of the page is not JSON');
  }
  const keys = isObject(state) ? state['keys'] : undefined;
  if (!isObject(keys) || !Object.values(keys).every(isHydratedKey)) {
    throw new RealityProtocolError('The state of the page is not one that serializeRealityState wrote');
  }
  return { keys: keys as Record<string, HydratedKey> };
}

function isHydratedKey(value: unknown): boolean {
  return (
    isObject(value) &&
    Number.isSafeInteger(value['version']) &&
    typeof value['hash'] === 'string' &&
    typeof value['source'] === 'string' &&
    Number.isFinite(value['at'])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
