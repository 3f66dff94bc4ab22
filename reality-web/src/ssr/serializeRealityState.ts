import { RealityProtocolError } from '../core/RealityProtocolError.js';
import type { DehydratedKey, DehydratedState } from '../core/types.js';

/**
 * Writes the state as JSON that is safe inside a `<script>` element: no key or data can end the element or a comment.
 */
export function serializeRealityState(state: DehydratedState): string {
  return JSON.stringify(state).replace(
    /[<>&\u2028\u2029]/g,
    (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/**
 * Reads the output of {@link serializeRealityState}.
 *
 * @throws RealityProtocolError if the text is anything else
 */
export function deserializeRealityState(text: string): DehydratedState {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw new RealityProtocolError('The dehydrated state is not JSON');
  }
  const keys = isObject(state) ? state['keys'] : undefined;
  if (!isObject(keys) || !Object.values(keys).every(isDehydratedKey)) {
    throw new RealityProtocolError('The dehydrated state does not have the form that serializeRealityState writes');
  }
  return { keys: keys as Record<string, DehydratedKey> };
}

function isDehydratedKey(value: unknown): boolean {
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
