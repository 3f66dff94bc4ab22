import { createEmbeddedRealityServer } from '@socketless/reality-web/ssr';
import type { Message } from '../src/api';

/** A chat in this process, with a real Reality server: `fetch` goes to it. */
export class ChatServer {
  readonly #reality = createEmbeddedRealityServer();
  #messages: Message[] = [];
  /** The paths that were asked for. */
  readonly requests: string[] = [];
  /** How the next posts are answered: after this, by an error if it rejects. */
  beforePost: () => Promise<void> = () => Promise.resolve();

  /** Somebody else writes. */
  add(author: string, text: string): void {
    this.#messages = [...this.#messages, { id: this.#messages.length + 1, author, text, at: new Date().toISOString() }];
    this.#reality.update('chat:room:general');
  }

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const request = new Request(url, init);
    const pathname = url.replace('http://chat.test', '');
    this.requests.push(pathname);
    if (pathname.startsWith('/chat/reality/')) {
      return this.#reality.handle(request);
    }
    if (request.method === 'GET') {
      return Response.json(this.#messages);
    }
    const { author, text } = (await request.json()) as { author: string; text: string };
    try {
      await this.beforePost();
    } catch (error) {
      return Response.json({ message: (error as Error).message }, { status: 422 });
    }
    this.add(author, text);
    return Response.json(this.#messages.at(-1), { status: 201 });
  };
}
