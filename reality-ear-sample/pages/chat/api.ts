import type { FetchContext, RealityClient } from '@socketless/reality-web';

/** A message in a room. */
export interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly at: string;
  /** Shown before the server has it. */
  readonly isPending?: boolean;
}

/** The body of a post. */
export type Draft = Pick<Message, 'id' | 'author' | 'text'>;

declare module '@socketless/reality-web' {
  interface RealityKeys {
    'chat:rooms': string[];
    [room: `chat:room:${string}`]: Message[];
  }
}

/** The application's own API, on the node that the Reality client uses. */
export class ChatApi {
  readonly #client: RealityClient;
  #lastServer: string | undefined;

  constructor(client: RealityClient) {
    this.#client = client;
  }

  /** The id of the node that answered last. */
  get lastServer(): string | undefined {
    return this.#lastServer;
  }

  /** Fetches the data of a key: `chat:rooms` or `chat:room:NAME`. */
  readonly load = (key: string, { signal }: FetchContext): Promise<unknown> => {
    const room = key.replace(/^chat:room:/, '');
    return this.#request(room === key ? '/api/rooms' : `/api/rooms/${room}/messages`, { signal });
  };

  post(room: string, draft: Draft): Promise<unknown> {
    return this.#request(`/api/rooms/${room}/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(draft),
    });
  }

  /** Tries the nodes in turn, healthy ones first. A second post of a message is harmless: it has the same id. */
  async #request(path: string, init: RequestInit): Promise<unknown> {
    const nodes = [...this.#client.getServerStatus()].sort((a, b) => a.failures - b.failures);
    for (const [at, { url }] of nodes.entries()) {
      const isLast = at === nodes.length - 1;
      const response = await fetch(url.replace(/\/reality$/, path), { ...init, cache: 'no-store' }).catch(
        () => undefined,
      );
      if (response && (response.status !== 404 || isLast)) {
        this.#lastServer = response.headers.get('X-Chat-Server') ?? undefined;
        return bodyOf(response);
      }
    }
    throw new Error('No server can be reached');
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => undefined)) as { message?: string } | undefined;
  if (!response.ok) {
    throw new Error(body?.message ?? `The server answered ${response.status}`);
  }
  return body;
}
