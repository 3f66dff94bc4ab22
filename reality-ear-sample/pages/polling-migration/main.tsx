import { render } from '../shared/render.js';
import '../shared/look.css';
import { App } from './App.js';

render(<App />);
