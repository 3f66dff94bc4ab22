import { RealityError } from './RealityError.js';

/**
 * Returns a key that a server can accept. One invalid key makes a server refuse the whole request, so none is sent.
 *
 * @throws RealityError with the code `invalid-key`
 */
export function validKey(key: string): string {
  if (typeof key !== 'string' || /^$|^~|\p{Cc}/u.test(key)) {
    throw new RealityError(
      `Invalid key ${JSON.stringify(key)}; a key is a non-empty string without control characters or a leading ~`,
      { code: 'invalid-key' },
    );
  }
  return key;
}
