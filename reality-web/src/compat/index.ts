export { createEventSource } from './createEventSource.js';
export { createPollingAdapter } from './createPollingAdapter.js';
export type { PollingAdapter, PollingAdapterOptions } from './createPollingAdapter.js';
export type { PayloadEndpoint } from './PayloadEndpoint.js';
export { RealityEventSource } from './RealityEventSource.js';
export type { RealityEventSourceOptions } from './RealityEventSource.js';
