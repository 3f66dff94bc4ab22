import { REGISTERED } from '../core/registeredTransport.js';
import type { RealityTransport } from '../core/RealityTransport.js';
import { embeddedTransport } from './embeddedTransport.js';
import type { EmbeddedServer } from './embeddedTransport.js';

/**
 * Registers the server that clients of this process use, if they are created later and run beside it. A second
 * registration replaces the first. The name is for readers only.
 *
 * @returns a function that ends the registration
 */
export function registerEmbeddedServer(server: EmbeddedServer): () => void;
export function registerEmbeddedServer(name: string, server: EmbeddedServer): () => void;
export function registerEmbeddedServer(...given: [EmbeddedServer] | [string, EmbeddedServer]): () => void {
  const server = given[given.length - 1] as EmbeddedServer;
  const registry = globalThis as { [REGISTERED]?: RealityTransport | undefined };
  const transport = embeddedTransport(server);
  registry[REGISTERED] = transport;
  return () => {
    if (registry[REGISTERED] === transport) {
      registry[REGISTERED] = undefined;
    }
  };
}
