import type {} from '@socketless/reality-web'; // so that the types below are added to its own

/** A room that people write in. */
export interface ChatRoom {
  readonly id: string;
  readonly name: string;
}

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

export async function loadRooms(): Promise<ChatRoom[]> {
  return (await answer(fetch('api/rooms'))) as ChatRoom[];
}

/** Loads what belongs to the key of a room. */
export async function loadMessages(key: string): Promise<Message[]> {
  return (await answer(fetch(`api/rooms/${key.replace('chat:room:', '')}/messages`, { cache: 'no-store' }))) as Message[];
}

export async function post(room: string, { author, text }: Draft): Promise<unknown> {
  return answer(
    fetch(`api/rooms/${room}/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ author, text }),
    }),
  );
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

async function answer(request: Promise<Response>): Promise<unknown> {
  const response = await request;
  const body = (await response.json().catch(() => undefined)) as { message?: string } | undefined;
  if (!response.ok) {
    throw new Error(body?.message ?? `The server answered ${response.status}`);
  }
  return body;
}
