import { deserializeRealityState } from '@socketless/reality-web/ssr';
import { hydrateRoot } from 'react-dom/client';
import { App } from './App.js';

const state = deserializeRealityState(document.getElementById('state')!.textContent);
hydrateRoot(document.getElementById('root')!, <App hydrationState={state} />, {
  onRecoverableError: (error) => {
    console.error('hydration', error);
  },
});
