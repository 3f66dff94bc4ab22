import type {} from '@socketless/reality-web'; // so that the types below are added to its own

/** A message in a room. Before the server has it, it has no id. */
export interface Message {
  readonly id?: number;
  readonly author: string;
  readonly text: string;
  readonly at: string;
}

/** What is sent, and the id of the newest message that its writer had seen. */
export interface Draft {
  readonly author: string;
  readonly text: string;
  readonly newest: number;
}

declare module '@socketless/reality-web' {
  interface RealityKeys {
    [room: `chat:room:${string}`]: Message[];
  }
}

/** The chat's own API on a server, such as `https://chat.example.com/chat`. */
export class ChatApi {
  readonly #server: string;

  constructor(server: string) {
    this.#server = server;
  }

  load(room: string): Promise<Message[]> {
    return this.#request(room, {}) as Promise<Message[]>;
  }

  post(room: string, { author, text }: Draft): Promise<unknown> {
    return this.#request(room, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ author, text }),
    });
  }

  async #request(room: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.#server}/api/rooms/${room}/messages`, init);
    const body = (await response.json()) as { message?: string };
    if (!response.ok) {
      throw new Error(body.message ?? `The server answered ${response.status}`);
    }
    return body;
  }
}

/**
 * What a room looks like with a message that is on its way. Newer data may contain it already: it is the one with its words that
 * its writer had not seen.
 */
export function withDraft(messages: readonly Message[] = [], draft: Draft): Message[] {
  const isThere = messages.some(
    ({ id = 0, author, text }) => id > draft.newest && author === draft.author && text === draft.text,
  );
  const { author, text } = draft;
  return isThere ? [...messages] : [...messages, { author, text, at: new Date().toISOString() }];
}
