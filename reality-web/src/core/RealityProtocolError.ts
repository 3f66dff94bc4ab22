import { RealityError } from './RealityError.js';

/** An answer that is not what the protocol says: HTML of a proxy, a missing member, a version that is no whole number. */
export class RealityProtocolError extends RealityError {
  override readonly name = 'RealityProtocolError';
}
