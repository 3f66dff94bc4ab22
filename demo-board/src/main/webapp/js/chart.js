// A small chart of durations: one bar each, on a logarithmic scale from 1 ms to 10 s.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 44;
const SLOTS = 30;
const DECADES = 4;

export function drawChart(container, durations, describe) {
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  svg.setAttribute('aria-label', describe);
  for (const [ms, label] of [
    [10, '10 ms'],
    [100, '100 ms'],
    [1000, '1 s'],
  ]) {
    const y = HEIGHT - height(ms);
    svg.append(element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y }));
    const text = element('text', { class: 'scale', x: WIDTH, y: y - 2, 'text-anchor': 'end' });
    text.textContent = label;
    svg.append(text);
  }
  const slot = (WIDTH - 36) / SLOTS;
  durations.forEach((ms, index) => {
    const bar = element('rect', {
      class: index === durations.length - 1 ? 'bar newest' : 'bar',
      x: (SLOTS - durations.length + index) * slot,
      y: HEIGHT - height(ms),
      width: slot - 2,
      height: height(ms),
      rx: 1.5,
    });
    svg.append(bar);
  });
  container.replaceChildren(svg);
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
