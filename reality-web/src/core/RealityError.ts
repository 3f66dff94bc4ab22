/**
 * Why something failed:
 *
 * - `network`: no response
 * - `timeout`: no response within the client's `timeout`
 * - `http`: a response with an error status
 * - `protocol`: a response that does not follow the protocol
 * - `denied`: the caller is not allowed to watch the key
 * - `schema`: the data do not match the schema
 * - `fetcher`: a fetcher returned `undefined`, or rejected with something that is not an `Error`
 * - `invalid-key`: the key is not a string, is empty, or contains control characters
 * - `closed`: the client is closed
 * - `configuration`: the options of the client cannot work
 */
export type RealityErrorCode =
  | 'network'
  | 'timeout'
  | 'http'
  | 'protocol'
  | 'denied'
  | 'schema'
  | 'fetcher'
  | 'invalid-key'
  | 'closed'
  | 'configuration';

/** What is known about a failure besides its message. */
export interface RealityErrorDetails {
  /** Default: `http` if there is a status, otherwise `network`. */
  readonly code?: RealityErrorCode;
  /** Default 0. */
  readonly status?: number;
  /** Default 0. */
  readonly retryAfter?: number;
}

/** A failed request, a refusal, or data that cannot be used. */
export class RealityError extends Error {
  override readonly name: string = 'RealityError';
  declare readonly code: RealityErrorCode;
  /** The HTTP status, or 0 if there was no response. */
  declare readonly status: number;
  /** The pause that the server asked for, in milliseconds; 0 for none. */
  declare readonly retryAfter: number;

  constructor(
    message: string,
    { status = 0, retryAfter = 0, code = status ? 'http' : 'network' }: RealityErrorDetails = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * Whether another server, or the same one later, can succeed. This includes status 404, which a node returns while
   * the application is being deployed.
   */
  get isTemporary(): boolean {
    return !/^4(?!04|08|29)/.test(String(this.status)) && !/closed|config|invalid/.test(this.code);
  }
}
