import { Deferred } from './Deferred.js';
import { settled } from './FakeServer.js';

/** The application's own API; the test completes each fetch. */
export class FakeData<T> {
  readonly fetches: { key: string; version: number; signal: AbortSignal; deferred: Deferred<T | undefined> }[] = [];

  readonly fetcher = (key: string, { version, signal }: { version: number; signal: AbortSignal }) => {
    const deferred = new Deferred<T | undefined>();
    this.fetches.push({ key, version, signal, deferred });
    return deferred.promise;
  };

  async resolve(index: number, data: T | undefined): Promise<void> {
    this.fetches[index]!.deferred.resolve(data);
    await settled();
  }

  async reject(index: number, error = new Error('failed')): Promise<void> {
    this.fetches[index]!.deferred.reject(error);
    await settled();
  }
}
