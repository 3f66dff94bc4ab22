import { createRealityTanStackAdapter, serializeRealityState } from '@socketless/reality-web/ssr';
import { renderToString } from 'react-dom/server';
import { App } from './App.js';

/** The page as HTML, with the data that it was rendered with. */
export async function render(read: (key: string) => number): Promise<{ html: string; state: string }> {
  const state = await createRealityTanStackAdapter({ keys: ['first', 'second'], fetcher: read }).prefetch();
  return { html: renderToString(<App hydrationState={state} />), state: serializeRealityState(state) };
}
