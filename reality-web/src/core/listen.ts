/** Listens to events that reach the window, if there is one, until the returned function is called. */
export function listen(events: readonly string[], listener: () => void): () => void {
  const end = new AbortController(); // passed as the options of each listener, which contain a signal
  events.forEach((event) => {
    (globalThis as Partial<EventTarget>).addEventListener?.(event, listener, end);
  });
  return () => {
    end.abort();
  };
}
