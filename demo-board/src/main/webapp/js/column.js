// One node on the page: what it serves, how it is, and the means to change it there.

import { Arrivals, median, readable } from './arrivals.js';
import { Chart } from './chart.js';
import { fromTemplate } from './dom.js';
import { NoticeItem } from './notice-item.js';
import { Notices } from './notices.js';
import { Watch } from './watch.js';

export class Column {
  #parts;
  #notices;
  #arrivals = new Arrivals();
  #chart;
  #loaded = false;
  #items = new Map(); // id -> NoticeItem
  #onChange;
  #onPeers;
  #countdown;

  /** `onChange` is told of every change that was made here, `onPeers` of the other nodes that this one knows. */
  constructor(url, { onChange, onPeers }) {
    this.url = url;
    this.#notices = new Notices(url);
    this.#onChange = onChange;
    this.#onPeers = onPeers;
    this.#parts = fromTemplate('column');
    this.#chart = new Chart(this.#parts.chart);
    const { link, form } = this.#parts;
    link.href = `${url}/`;
    link.textContent = new URL(url).host;
    form.addEventListener('submit', (event) => this.#post(event));
    form.text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        form.requestSubmit();
      }
    });
    this.#showArrivals(new Map());
  }

  get element() {
    return this.#parts.root;
  }

  start() {
    new Watch(
      this.url,
      async () => this.#show(await this.#notices.all()),
      (step) => this.#showStep(step),
    ).run();
  }

  /** A change was made on some node: measure when it is seen here. */
  expect(change) {
    this.#showArrivals(this.#arrivals.expect(change));
  }

  async #post(event) {
    event.preventDefault();
    const { form, problem } = this.#parts;
    const text = form.text.value;
    if (text.trim() === '') {
      return;
    }
    const button = form.querySelector('button');
    button.disabled = true;
    problem.textContent = '';
    try {
      await this.#change(() => this.#notices.post(text));
      form.reset();
    } catch (failure) {
      problem.textContent = `Not posted: ${failure.message.toLowerCase()}.`;
    } finally {
      button.disabled = false;
    }
  }

  /** Sends a change and has every column measure its arrival. `send` returns the notice, or nothing for a removal. */
  async #change(send, removedId) {
    const sentAt = performance.now();
    const notice = await send();
    this.#onChange({ id: notice?.id ?? removedId, text: notice?.text ?? null, sentAt });
  }

  #show(notices) {
    const { notices: list, empty } = this.#parts;
    const present = new Set(notices.map((notice) => notice.id));
    for (const [id, item] of this.#items) {
      if (!present.has(id)) {
        item.element.remove();
        this.#items.delete(id);
      }
    }
    notices.forEach((notice, index) => {
      const item = this.#items.get(notice.id) ?? this.#newItem(notice.id);
      item.show(notice, this.#loaded);
      if (list.children[index] !== item.element) {
        list.insertBefore(item.element, list.children[index] ?? null);
      }
    });
    empty.hidden = notices.length > 0;
    this.#loaded = true;
    this.#showArrivals(this.#arrivals.show(notices));
  }

  #newItem(id) {
    const item = new NoticeItem({
      onEdit: (text) => this.#change(() => this.#notices.edit(id, text)),
      onRemove: () => this.#change(() => this.#notices.remove(id), id),
    });
    this.#items.set(id, item);
    return item;
  }

  #showArrivals(arrived) {
    for (const [id, duration] of arrived) {
      this.#items.get(id)?.showArrival(readable(duration));
    }
    const { durations } = this.#arrivals;
    const { last, median: middle, count } = this.#parts;
    count.textContent = durations.length;
    if (durations.length > 0) {
      last.textContent = readable(durations.at(-1));
      middle.textContent = readable(median(durations));
    }
    this.#chart.show(durations, `The last ${durations.length} arrivals: ${durations.map(readable).join(', ')}`);
  }

  #showStep(step) {
    const { server, version } = this.#parts;
    switch (step.state) {
      case 'answered':
        server.textContent = step.server ?? 'unnamed node';
        this.#onPeers(step.peers);
        break;
      case 'fetched':
        version.textContent = step.version;
        this.#flash(version);
        break;
      default:
        this.#showState(step);
    }
  }

  #showState({ state, ms, reason }) {
    clearInterval(this.#countdown);
    const { root, state: line } = this.#parts;
    root.dataset.state = state;
    if (state !== 'retrying') {
      line.textContent = STATES[state];
      return;
    }
    const end = performance.now() + ms;
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      line.textContent = `${reason}, retrying in ${seconds} s`;
    };
    tick();
    this.#countdown = setInterval(tick, 250);
  }

  #flash(element) {
    element.classList.remove('flash');
    void element.offsetWidth; // starts the animation anew
    element.classList.add('flash');
  }
}

const STATES = {
  asking: 'Asking',
  waiting: 'Waiting for a change',
  fetching: 'Changed: fetching the notices',
  paused: 'Paused while the page is hidden',
};
