/** A condition that comes and goes, such as "the page is visible". */
export interface Signal {
  /** Whether it holds now. */
  get(): boolean;
  /** Calls the listener whenever it begins, ends, or is confirmed; the returned function ends that. */
  subscribe(listener: () => void): () => void;
}

/** Where a client learns that it is looked at and that it has a network. */
export interface RealityPlatform {
  readonly focus: Signal;
  readonly online: Signal;
}

/** A browser; anything without a `document` counts as always visible, without a network state as always online. */
export function browserPlatform(): RealityPlatform {
  return {
    focus: {
      get: () => globals.document?.visibilityState !== 'hidden',
      subscribe: (listener) => listen(['visibilitychange', 'focus'], listener),
    },
    online: {
      get: () => globals.navigator?.onLine !== false,
      subscribe: (listener) => listen(['online', 'offline'], listener),
    },
  };
}

/** What not every platform has; looked up when it is used, never at import. */
export const globals = globalThis as unknown as {
  readonly document?: { readonly visibilityState?: string };
  readonly navigator?: { readonly onLine?: boolean; readonly product?: string };
  readonly crypto?: { readonly randomUUID?: () => string };
};

/** Listens to events that reach the window, if there is one, until the returned function is called. */
export function listen(events: readonly string[], listener: () => void): () => void {
  const end = new AbortController(); // an option of each listener, by its signal
  events.forEach((event) => {
    (globalThis as Partial<EventTarget>).addEventListener?.(event, listener, end);
  });
  return () => {
    end.abort();
  };
}
