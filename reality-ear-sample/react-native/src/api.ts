import type {} from '@socketless/reality-web'; // for the declaration below

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
    [room: `chat:room:${string}`]: Message[];
  }
}

/** The chat's API on a server, such as `https://chat.example.com/chat`. */
export class ChatApi {
  readonly #server: string;

  constructor(server: string) {
    this.#server = server;
  }

  load(room: string): Promise<Message[]> {
    return this.#request(room, {}) as Promise<Message[]>;
  }

  post(room: string, draft: Draft): Promise<unknown> {
    return this.#request(room, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(draft),
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

/** The messages of a room with a draft. New data can contain the message already, with the same id. */
export function withDraft(messages: readonly Message[] = [], draft: Draft): Message[] {
  return messages.some(({ id }) => id === draft.id)
    ? [...messages]
    : [...messages, { ...draft, at: new Date().toISOString(), isPending: true }];
}

/** React Native has no `crypto.randomUUID`. */
export function newId(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('-');
}
