export { RealityEventSource, createEventSource } from './RealityEventSource.js';
export type { RealityEventSourceOptions } from './RealityEventSource.js';
export { createBatchPollingAdapter, createPollingAdapter } from './pollingAdapter.js';
export type { BatchPollingAdapterOptions, PollingAdapter, PollingAdapterOptions } from './pollingAdapter.js';
export type { PayloadEndpoint } from './payload.js';
