export { EmbeddedRealityServer, createEmbeddedRealityServer } from './EmbeddedRealityServer.js';
export type { EmbeddedRealityServerOptions } from './EmbeddedRealityServer.js';
export { registerEmbeddedServer } from './registerEmbeddedServer.js';
export type { EmbeddedServer } from './registerEmbeddedServer.js';
export { dehydrate, deserializeRealityState, serializeRealityState } from './state.js';
export { createRealityTanStackAdapter } from './tanStackAdapter.js';
export type { RealityTanStackAdapter, RealityTanStackAdapterOptions } from './tanStackAdapter.js';
