/** A condition that can change, such as "the page is visible". */
export interface Signal {
  /** Whether the condition is true now. */
  get(): boolean;
  /** Calls the listener whenever the condition changes or is confirmed, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** Tells a client whether it is visible and whether it has a network. */
export interface RealityPlatform {
  readonly focus: Signal;
  readonly online: Signal;
}
