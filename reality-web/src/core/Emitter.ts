/** Listeners by event. A listener that throws does not keep the others from hearing. */
export function emitter<Events>() {
  const listeners = new Set<readonly [event: keyof Events, listener: (detail: never) => void]>();
  return {
    on: <E extends keyof Events>(event: E, listener: (detail: Events[E]) => void): (() => void) => {
      const own = [event, listener] as const;
      listeners.add(own);
      return () => void listeners.delete(own);
    },

    emit: <E extends keyof Events>(event: E, detail: Events[E]): void => {
      for (const [name, listener] of [...listeners]) {
        if (name === event) {
          guarded(() => {
            listener(detail as never);
          });
        }
      }
    },
  };
}

/** Runs code of the application: its error is reported as an uncaught one, and does not break what goes on here. */
export function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
