import type { RealityClient } from '../core/RealityClient.js';
import type { DehydratedKey, DehydratedState } from '../core/types.js';

/** Returns the loaded data of these keys, for another client to continue from. Keys without data are left out. */
export function dehydrate(client: RealityClient, keys: readonly string[]): DehydratedState {
  const entries = keys.flatMap((key): [string, DehydratedKey][] => {
    const { data, meta, lastSyncAt = 0 } = client.getState(key);
    return meta ? [[key, { version: meta.version, hash: meta.hash, source: meta.source, data, at: lastSyncAt }]] : [];
  });
  return { keys: Object.fromEntries(entries) };
}
