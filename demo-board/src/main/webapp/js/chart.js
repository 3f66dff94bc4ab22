// A small chart of durations: one bar each, on a logarithmic scale from 1 ms to 10 s.

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 52;
const SCALE = 48; // px for the labels of the scale
const SLOTS = 30;
const DECADES = 4;
const LINES = [
  [10, '10 ms'],
  [100, '100 ms'],
  [1000, '1 s'],
];

/** Draws into `container` whenever it is told to, and when the container's width changes. */
export class Chart {
  #container;
  #durations = [];
  #label = '';

  constructor(container) {
    this.#container = container;
    new ResizeObserver(() => this.#draw()).observe(container);
  }

  show(durations, label) {
    this.#durations = durations;
    this.#label = label;
    this.#draw();
  }

  #draw() {
    const width = this.#container.clientWidth;
    if (width <= SCALE) {
      return;
    }
    const svg = element('svg', { width, height: HEIGHT, role: 'img', 'aria-label': this.#label });
    for (const [ms, label] of LINES) {
      const y = HEIGHT - height(ms);
      svg.append(element('line', { class: 'grid', x1: 0, x2: width - SCALE, y1: y, y2: y }));
      const text = element('text', { class: 'scale', x: width, y: y + 3, 'text-anchor': 'end' });
      text.textContent = label;
      svg.append(text);
    }
    const slot = (width - SCALE) / SLOTS;
    const first = SLOTS - this.#durations.length;
    this.#durations.forEach((ms, index) => {
      svg.append(
        element('rect', {
          class: first + index === SLOTS - 1 ? 'bar newest' : 'bar',
          x: (first + index) * slot,
          y: HEIGHT - height(ms),
          width: slot * 0.8,
          height: height(ms),
          rx: 1.5,
        }),
      );
    });
    this.#container.replaceChildren(svg);
  }
}

function height(ms) {
  const share = Math.log10(Math.max(1, ms)) / DECADES;
  return Math.max(2, Math.min(1, share) * HEIGHT);
}

function element(name, attributes) {
  const created = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    created.setAttribute(attribute, value);
  }
  return created;
}
