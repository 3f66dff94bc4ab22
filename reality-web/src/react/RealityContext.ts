import { createContext } from 'react';
import type { RealityClient } from '../core/RealityClient.js';

/** Holds the client of the nearest `RealityProvider`. */
export const RealityContext = createContext<RealityClient | undefined>(undefined);
