import { StrictMode } from 'react';
import type { RealityClientOptions, DehydratedState } from '@socketless/reality-web';
import { RealityProvider, useMutation, useReality } from '@socketless/reality-web/react';

/** What the server renders and the browser hydrates. */
export function App({ hydrationState, ...options }: { hydrationState: DehydratedState } & RealityClientOptions) {
  return (
    <StrictMode>
      <RealityProvider hydrationState={hydrationState} {...options}>
        <Counter of="first" />
        <Counter of="second" />
      </RealityProvider>
    </StrictMode>
  );
}

function Counter({ of }: { of: string }) {
  const { data, isLoading } = useReality<number>(of, {
    live: true,
    fetcher: async (key) => (await fetch(`/api/${key}`)).json() as Promise<number>,
  });
  const { mutate } = useMutation(of, () => fetch(`/api/${of}`, { method: 'POST' }), {
    optimisticUpdate: (count?: number) => (count ?? 0) + 1,
  });
  return (
    <p>
      <output id={of}>{isLoading ? 'loading' : data}</output>
      <button onClick={() => void mutate()}>more</button>
    </p>
  );
}
