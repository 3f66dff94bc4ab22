import { useContext } from 'react';
import type { RealityClient } from '../core/RealityClient.js';
import { RealityContext } from './RealityContext.js';

/**
 * The client of the nearest `RealityProvider`.
 *
 * @throws Error if there is none
 */
export function useRealityClient(): RealityClient {
  const client = useContext(RealityContext);
  if (!client) {
    throw new Error('No RealityProvider around this component');
  }
  return client;
}
