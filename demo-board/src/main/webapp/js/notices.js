// The board's own API on one node.

import { request } from './watch.js';

export class Notices {
  #url;

  constructor(url) {
    this.#url = `${url}/api/notices`;
  }

  async all() {
    const response = await request(this.#url);
    return response.json();
  }

  async post(text) {
    const response = await request(this.#url, withText('POST', text));
    return response.json();
  }

  async edit(id, text) {
    const response = await request(`${this.#url}/${id}`, withText('PUT', text));
    return response.json();
  }

  async remove(id) {
    await request(`${this.#url}/${id}`, { method: 'DELETE' });
  }
}

function withText(method, text) {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text }) };
}
