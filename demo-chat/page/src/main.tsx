import { createRealityClient } from '@socketless/reality-web';
import { RealityProvider } from '@socketless/reality-web/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { ChatApi } from './chat.js';
import './chat.css';

// The node that serves the page comes first; the others take over when it is gone.
const here = new URL('.', document.baseURI).href.replace(/\/$/, '');
const all = (await (await fetch(`${here}/api/servers`)).json()) as string[];
const servers = [here, ...all.filter((server) => new URL(server).port !== location.port)];

const client = createRealityClient({ servers, timeout: 5000, blacklistDuration: 10_000 });
const api = new ChatApi(client);
client.setDefaultFetcher(api.load);
Object.assign(globalThis, { reality: client }); // to try things in the console of the browser

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RealityProvider client={client}>
      <App api={api} />
    </RealityProvider>
  </StrictMode>,
);
