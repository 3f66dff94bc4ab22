import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, createServer as createVite } from 'vite';
import type { InlineConfig, Rollup, ViteDevServer } from 'vite';
import type * as Site from './app/server.js';
import { createEmbeddedRealityServer, registerEmbeddedServer } from '../src/ssr/index.js';

/** A small site that Vite renders on the server, with Reality in the same process. */
export class SsrServer {
  readonly counts = new Map([
    ['first', 1],
    ['second', 2],
  ]);
  /** Every request, as "METHOD path". */
  readonly requests: string[] = [];
  readonly #reality = createEmbeddedRealityServer({ serverId: 'site' });
  readonly #http: Server;
  readonly #files = new Map<string, string>();
  #entry = '';
  #vite: ViteDevServer | undefined;
  #unregister: (() => void) | undefined;

  constructor() {
    this.#http = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  async start(): Promise<this> {
    this.#unregister = registerEmbeddedServer(this.#reality);
    const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
    const common = {
      configFile: false,
      root: file('./app'),
      logLevel: 'warn',
      esbuild: { jsx: 'automatic' },
      resolve: {
        alias: [
          { find: /^@socketless\/reality-web\/(.*)$/, replacement: `${file('../src')}/$1/index.ts` },
          { find: '@socketless/reality-web', replacement: file('../src/index.ts') },
        ],
      },
    } satisfies InlineConfig;
    this.#vite = await createVite({
      ...common,
      appType: 'custom',
      server: { middlewareMode: true, hmr: false, ws: false },
    });
    const built = await build({
      ...common,
      build: { write: false, rollupOptions: { input: file('./app/client.tsx') } },
    });
    for (const { fileName, ...content } of (built as Rollup.RollupOutput).output) {
      this.#files.set(`/${fileName}`, 'code' in content ? content.code : String(content.source));
      if ('isEntry' in content && content.isEntry) {
        this.#entry = `/${fileName}`;
      }
    }
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#unregister?.();
    this.#http.closeAllConnections();
    this.#http.close();
    await this.#vite?.close();
  }

  change(key: string, count: number): void {
    this.counts.set(key, count);
    this.#reality.update(key);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    this.requests.push(`${method} ${url}`);
    if (url === '/') {
      response.setHeader('Content-Type', 'text/html').end(await this.#page());
    } else if (url.startsWith('/api/')) {
      const key = url.slice('/api/'.length);
      if (method === 'POST') {
        this.change(key, this.counts.get(key)! + 1);
      }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(this.counts.get(key)));
    } else if (url.startsWith('/reality/')) {
      await this.#answerReality(request, response);
    } else {
      response.setHeader('Content-Type', 'text/javascript').end(this.#files.get(url));
    }
  }

  async #page(): Promise<string> {
    const { render } = (await this.#vite!.ssrLoadModule('/server.tsx')) as typeof Site;
    const { html, state } = await render((key) => this.counts.get(key)!);
    return `<!doctype html><link rel="icon" href="data:,"><div id="root">${html}</div>
<script id="state" type="application/json">${state}</script>
<script type="module" src="${this.#entry}"></script>`;
  }

  async #answerReality(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    const body = await new Promise<string>((resolve) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        resolve(text);
      });
    });
    const answer = await this.#reality.handle(
      new Request(new URL(request.url!, this.url), { method: request.method!, body, signal: gone.signal }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  }
}
