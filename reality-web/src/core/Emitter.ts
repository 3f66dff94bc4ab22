/** Listeners by event. A listener that throws does not keep the others from hearing. */
export function emitter<Events>() {
  const listeners = new Set<(name: keyof Events, detail: never) => void>();
  return {
    on: <E extends keyof Events>(event: E, listener: (detail: Events[E]) => void): (() => void) => {
      const own = (name: keyof Events, detail: never) => {
        if (name === event) {
          guarded(() => {
            listener(detail);
          });
        }
      };
      listeners.add(own);
      return () => void listeners.delete(own);
    },

    emit: <E extends keyof Events>(event: E, detail: Events[E]): void => {
      [...listeners].forEach((listener) => {
        listener(event, detail as never);
      });
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
