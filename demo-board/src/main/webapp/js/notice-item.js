// One notice in one column. Its text is only ever set as text, whatever it contains.

import { fromTemplate } from './dom.js';

export class NoticeItem {
  #parts = fromTemplate('notice');
  #text;

  /** `onEdit` and `onRemove` return promises that fail with an explanation. */
  constructor({ onEdit, onRemove }) {
    const { edit, remove, cancel, editor } = this.#parts;
    edit.addEventListener('click', () => this.#edit(true));
    cancel.addEventListener('click', () => this.#edit(false));
    remove.addEventListener('click', () => this.#attempt(remove, onRemove));
    editor.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = editor.text.value;
      if (text === this.#text) {
        this.#edit(false);
      } else if (text.trim() !== '') {
        this.#attempt(editor.querySelector('.primary'), async () => {
          await onEdit(text);
          this.#edit(false);
        });
      }
    });
    editor.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        this.#edit(false);
      } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        editor.requestSubmit();
      }
    });
  }

  get element() {
    return this.#parts.root;
  }

  /** Leaves an editor that is open as it is. `marked`: whether to draw attention to what is new. */
  show({ text, changedAt }, marked) {
    if (this.#text === text) {
      return;
    }
    this.#text = text;
    const at = new Date(changedAt);
    this.#parts.text.textContent = text;
    this.#parts.time.textContent = at.toLocaleTimeString();
    this.#parts.time.dateTime = at.toISOString();
    this.#parts.arrival.textContent = '';
    this.element.classList.remove('new');
    void this.element.offsetWidth; // starts the animation anew
    this.element.classList.toggle('new', marked);
  }

  showArrival(duration) {
    this.#parts.arrival.textContent = `arrived after ${duration}`;
  }

  #edit(on) {
    const { reading, editor, edit } = this.#parts;
    reading.hidden = on;
    editor.hidden = !on;
    if (on) {
      editor.text.value = this.#text;
      editor.text.focus();
    } else {
      edit.focus();
    }
  }

  async #attempt(button, action) {
    button.disabled = true;
    this.#say('');
    try {
      await action();
    } catch (failure) {
      this.#say(failure.status === 404 ? 'It is no longer on the board.' : `Not done: ${failure.message.toLowerCase()}.`);
    } finally {
      button.disabled = false;
    }
  }

  #say(problem) {
    this.#parts.arrival.textContent = problem;
    this.#parts.editor.querySelector('.problem').textContent = problem;
  }
}
