export { EmbeddedRealityServer, createEmbeddedRealityServer } from './EmbeddedRealityServer.js';
export type { EmbeddedRealityServerOptions } from './EmbeddedRealityServer.js';
export { createRealityTanStackAdapter } from './createRealityTanStackAdapter.js';
export type { RealityTanStackAdapter, RealityTanStackAdapterOptions } from './createRealityTanStackAdapter.js';
export { dehydrate } from './dehydrate.js';
export type { EmbeddedServer } from './embeddedTransport.js';
export { registerEmbeddedServer } from './registerEmbeddedServer.js';
export { deserializeRealityState, serializeRealityState } from './serializeRealityState.js';
