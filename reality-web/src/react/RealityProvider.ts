import { createElement, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { RealityClient } from '../core/RealityClient.js';
import type { DehydratedState, RealityClientOptions } from '../core/types.js';
import { RealityContext } from './RealityContext.js';

/** Either a client, or the options of the client that the provider creates. */
export type RealityProviderProps = {
  readonly children?: ReactNode;
  /** Data that the server rendered the page with. */
  readonly hydrationState?: DehydratedState | undefined;
} & ({ readonly client: RealityClient } | ({ readonly client?: undefined } & RealityClientOptions));

/** When one of these options changes, the provider creates another client. */
const DECISIVE = ['endpoint', 'mode', 'executionMode', 'syncOnFocus', 'syncOnReconnect', 'pollEvery'] as const;

/**
 * Provides a client to the hooks below it. When an option changes that says where the servers are or when the client
 * syncs, the provider creates another client. The other options, such as `platform`, are read when a client is created.
 */
export function RealityProvider({
  children,
  client: given,
  hydrationState,
  ...options
}: RealityProviderProps): ReactElement {
  const { servers, fetcher } = options as RealityClientOptions;
  const client = useMemo(
    () => given ?? new RealityClient(options),
    // eslint-disable-next-line react-hooks/exhaustive-deps, react-hooks/use-memo -- a fixed number of options
    [given, servers?.join('\n'), ...DECISIVE.map((name) => (options as RealityClientOptions)[name])],
  );
  // Before the children render for the first time, and later whenever the data change; the same data change nothing.
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
