/** Listeners by event. A listener that throws does not keep the others from hearing. */
export class Emitter<Events> {
  readonly #listeners = new Set<{ readonly event: keyof Events; readonly listener: (detail: never) => void }>();

  on<E extends keyof Events>(event: E, listener: (detail: Events[E]) => void): () => void {
    const own = { event, listener };
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  emit<E extends keyof Events>(event: E, detail: Events[E]): void {
    for (const own of [...this.#listeners]) {
      if (own.event === event) {
        guarded(() => {
          own.listener(detail as never);
        });
      }
    }
  }
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
