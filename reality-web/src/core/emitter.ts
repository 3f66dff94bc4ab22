import { guarded } from './guarded.js';

/** Keeps listeners by event. A listener that throws does not affect the others. */
export function emitter<Events>() {
  const listeners = new Set<(name: keyof Events, detail: never) => void>();
  return {
    on: <E extends keyof Events>(event: E, listener: (detail: Events[E]) => void): (() => void) => {
      const filtered = (name: keyof Events, detail: never) => {
        if (name === event) {
          guarded(() => {
            listener(detail);
          });
        }
      };
      listeners.add(filtered);
      return () => void listeners.delete(filtered);
    },

    emit: <E extends keyof Events>(event: E, detail: Events[E]): void => {
      [...listeners].forEach((listener) => {
        listener(event, detail as never);
      });
    },
  };
}
