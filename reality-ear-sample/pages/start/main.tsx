import { Start } from './Start.js';
import { render } from '../shared/render.js';
import '../shared/look.css';

render(<Start />);
