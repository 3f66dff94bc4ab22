import type { FetchContext, RealityClient } from '@socketless/reality-web';

/** A message in a room. */
export interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly postedAt: number;
  /** Shown before the server has it. */
  readonly isPending?: boolean;
}

/** What a writer sends. */
export type Draft = Pick<Message, 'id' | 'author' | 'text'>;

declare module '@socketless/reality-web' {
  interface RealityKeys {
    'chat:rooms': string[];
    [room: `chat:room:${string}`]: Message[];
  }
}

/** The application's own API, at whichever node the Reality client uses. */
export class ChatApi {
  readonly #client: RealityClient;
  #requests = 0;
  #lastServer: string | undefined;

  constructor(client: RealityClient) {
    this.#client = client;
  }

  /** Requests to the application's API so far, and the node that answered the last one. */
  get requests(): number {
    return this.#requests;
  }
  get lastServer(): string | undefined {
    return this.#lastServer;
  }

  /** Loads what belongs to a key: `chat:rooms` or `chat:room:NAME`. */
  readonly load = (key: string, { signal }: FetchContext): Promise<unknown> => {
    const room = key.replace(/^chat:room:/, '');
    return this.#request(room === key ? '/api/rooms' : `/api/rooms/${room}`, { signal });
  };

  post(room: string, draft: Draft): Promise<unknown> {
    return this.#request(`/api/rooms/${room}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(draft),
    });
  }

  /** Asks the nodes one after the other, beginning with one that is well. A message may be posted twice: its id is the same. */
  async #request(path: string, init: RequestInit): Promise<unknown> {
    const nodes = [...this.#client.getServerStatus()].sort((a, b) => a.failures - b.failures);
    for (const [at, { url }] of nodes.entries()) {
      this.#requests++;
      const response = await fetch(url.replace(/\/reality$/, path), { ...init, cache: 'no-store' }).catch(() => undefined);
      if (response) {
        this.#lastServer = response.headers.get('X-Chat-Server') ?? undefined;
      }
      if (response?.ok) {
        return response.json();
      }
      if (at === nodes.length - 1 || (response && response.status !== 404)) {
        throw new Error(response ? `The server answered ${response.status}` : 'No server can be reached');
      }
    }
    return undefined;
  }
}
