import { createEmbeddedRealityServer } from '@socketless/reality-web/ssr';
import { newId } from '../src/api';
import type { Draft, Message } from '../src/api';

/** A chat in this process, with a real Reality server. The tests replace `fetch` with this one. */
export class ChatServer {
  readonly #reality = createEmbeddedRealityServer();
  #messages: Message[] = [];
  /** The paths of the requests. */
  readonly requests: string[] = [];
  /** Runs before the response to a post; a rejection becomes an error response. */
  beforePost: () => Promise<void> = () => Promise.resolve();

  /** Adds a message, of another user if it has no id. */
  add(author: string, text: string, id = newId()): void {
    this.#messages = [...this.#messages, { id, author, text, at: new Date().toISOString() }];
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
    const { id, author, text } = (await request.json()) as Draft;
    try {
      await this.beforePost();
    } catch (error) {
      return Response.json({ message: (error as Error).message }, { status: 422 });
    }
    this.add(author, text, id);
    return Response.json(this.#messages.at(-1), { status: 201 });
  };
}
