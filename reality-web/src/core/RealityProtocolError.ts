import { RealityError } from './RealityError.js';
import type { RealityErrorDetails } from './RealityError.js';

/** A response that does not follow the protocol: a proxy's HTML, a missing member, a version that is not an integer. */
export class RealityProtocolError extends RealityError {
  override readonly name = 'RealityProtocolError';

  constructor(message: string, details?: Omit<RealityErrorDetails, 'code'>) {
    super(message, { ...details, code: 'protocol' });
  }
}
