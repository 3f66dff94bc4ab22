import { RealityEventSource } from './RealityEventSource.js';
import type { RealityEventSourceOptions } from './RealityEventSource.js';

/**
 * Creates a {@link RealityEventSource} if there is a `realityEndpoint` or a `client`, otherwise the browser's own
 * `EventSource`. A page can choose by its configuration.
 */
export function createEventSource(url: string | URL, options: RealityEventSourceOptions = {}): EventSource {
  return options.realityEndpoint === undefined && options.client === undefined
    ? new EventSource(url, { withCredentials: options.withCredentials ?? false })
    : new RealityEventSource(url, options);
}
