// Common code of the load scripts: requests over persistent connections, clients on raw sockets, percentiles.
import http from 'node:http';
import net from 'node:net';

const agent = new http.Agent({ keepAlive: true });

export const secret = process.env.SECRET ?? '';
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function request(base, method, path, body) {
  const url = new URL(path, base);
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
    ...(secret && { authorization: `Bearer ${secret}` }),
  };
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () =>
        response.statusCode < 300 ? resolve(JSON.parse(text)) : reject(new Error(`${response.statusCode} ${text}`)),
      );
    });
    sent.on('error', reject).end(bytes);
  });
}

export const post = (base, path, body) => request(base, 'POST', path, body);
export const update = (base, key, hash) => post(base, '/reality/update', { key, hash });

/** A connection that sends prepared requests and reports each complete response with its status. */
export class Client {
  #received = '';
  onAnswer = () => {};
  onClose = () => {};

  static connect(base) {
    const client = new Client();
    const { hostname, port } = new URL(base);
    return new Promise((resolve, reject) => {
      client.socket = net.connect({ host: hostname, port: +port, noDelay: true }, () => resolve(client));
      client.socket
        .on('error', reject)
        .on('data', (bytes) => client.#receive(bytes.toString('latin1')))
        .on('close', () => client.onClose());
    });
  }

  send(bytes) {
    this.socket.write(bytes);
  }

  close() {
    this.socket.destroy();
  }

  #receive(text) {
    this.#received += text;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: *(\d+)/i.exec(this.#received.slice(0, head));
    const end = length ? head + 4 + +length[1] : this.#received.indexOf('0\r\n\r\n', head) + 5;
    if (length ? this.#received.length < end : end < 5) return;
    const answer = this.#received.slice(0, end);
    this.#received = this.#received.slice(end);
    this.onAnswer(+answer.slice(9, 12), answer);
  }
}

export function prepared(base, path, body) {
  const json = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${new URL(base).host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}

export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
}

export const median = (values) => percentile(values, 0.5);
