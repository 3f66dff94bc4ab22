/** A request that failed, or an answer that was a refusal. */
export class RealityError extends Error {
  override readonly name: string = 'RealityError';
  /** The HTTP status, or 0 where there was no answer. */
  declare readonly status: number;
  /** How many milliseconds the server asked to let pass; 0 if it did not. */
  declare readonly retryAfter: number;

  constructor(message: string, status = 0, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * Whether another server, or the same one later, may answer. A missing path counts: that is what a node answers while
   * the application is being deployed.
   */
  get isTemporary(): boolean {
    return !/^4(?!04|08|29)/.test(String(this.status));
  }
}
