import { createElement, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { createRealityClient } from '../core/RealityClient.js';
import type { RealityClient } from '../core/RealityClient.js';
import type { RealityClientOptions, RealityState } from '../core/types.js';
import { RealityContext } from './RealityContext.js';

/** Either a client, or the options of one that the provider makes. */
export type RealityProviderProps = {
  readonly children?: ReactNode;
  /** Data that the server has rendered the page with. */
  readonly hydrationState?: RealityState | undefined;
} & ({ readonly client: RealityClient } | ({ readonly client?: undefined } & RealityClientOptions));

/** A change of one of these makes a new client. */
const DECISIVE = [
  'endpoint',
  'mode',
  'executionMode',
  'syncOnFocus',
  'syncOnReconnect',
  'pollingInterval',
  'platform',
] as const;

/**
 * Gives a client to the hooks below it. Of its options, those that say where servers are and when they are asked may change:
 * that makes a new client. The others count as they are when a client is made.
 */
export function RealityProvider({
  children,
  client: given,
  hydrationState,
  ...options
}: RealityProviderProps): ReactElement {
  const { servers, fetcher } = options as RealityClientOptions;
  const client = useMemo(
    () => given ?? createRealityClient(options),
    // eslint-disable-next-line react-hooks/exhaustive-deps, react-hooks/use-memo -- the decisive options, always as many
    [given, servers?.join('\n'), ...DECISIVE.map((name) => (options as RealityClientOptions)[name])],
  );
  // Before the children render for the first time, and later whenever there are other data; the same ones change nothing.
  useState(() => {
    if (hydrationState) {
      client.hydrate(hydrationState);
    }
  });
  useEffect(() => {
    if (hydrationState) {
      client.hydrate(hydrationState);
    }
  }, [client, hydrationState]);
  useEffect(() => {
    if (fetcher) {
      client.setDefaultFetcher(fetcher);
    }
  }, [client, fetcher]);
  return createElement(RealityContext.Provider, { value: client }, children);
}
