import { createRealityClient } from '@socketless/reality-web';
import { RealityProvider } from '@socketless/reality-web/react';
import { render } from '../shared/render.js';
import '../shared/look.css';
import './chat.css';
import { ChatApi } from './api.js';
import { App } from './App.js';

// The node that serves the page comes first. If the application names others, they take over when it is gone.
const here = new URL('.', document.baseURI).href.replace(/\/$/, '');
const all = (await (await fetch(`${here}/api/servers`)).json()) as string[];
const servers = [here, ...all.filter((server) => new URL(server).port !== location.port)];

const client = createRealityClient({ servers, timeout: 5000, avoidFor: 10_000 });
const api = new ChatApi(client);
client.setDefaultFetcher(api.load);
Object.assign(globalThis, { reality: client }); // for the console of the browser

render(
  <RealityProvider client={client}>
    <App api={api} />
  </RealityProvider>,
);
