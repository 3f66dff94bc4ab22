import { useContext } from 'react';
import type { RealityClient } from '../core/RealityClient.js';
import { RealityContext } from './RealityContext.js';

/**
 * The client of the nearest `RealityProvider`.
 *
 * @throws Error outside of one
 */
export function useRealityClient(): RealityClient {
  const client = useContext(RealityContext);
  if (!client) {
    throw new Error('There is no RealityProvider around this component');
  }
  return client;
}
