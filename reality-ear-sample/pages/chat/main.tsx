import { RealityProvider } from '@socketless/reality-web/react';
import { render } from '../shared/render.js';
import '../shared/look.css';
import './chat.css';
import { App } from './App.js';

render(
  <RealityProvider endpoint="reality">
    <App />
  </RealityProvider>,
);
