import type { RealityPlatform, Signal } from '../../src/index.js';

/** A condition that the test sets. */
export class FakeSignal implements Signal {
  readonly #listeners = new Set<() => void>();
  #holds = true;

  get listeners(): number {
    return this.#listeners.size;
  }

  get(): boolean {
    return this.#holds;
  }

  set(holds: boolean): void {
    this.#holds = holds;
    this.#listeners.forEach((listener) => {
      listener();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** A page that is visible and online unless the test changes that. */
export class FakePlatform implements RealityPlatform {
  readonly focus = new FakeSignal();
  readonly online = new FakeSignal();
}
