import { useMutation, useReality } from '@socketless/reality-web/react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { ChatApi, Draft, Message } from './chat.js';

/** The messages of a room, and a field to write one. */
export function Room({ room, author, api }: { room: string; author: string; api: ChatApi }) {
  const { data: messages = [], isLoading, error } = useReality(`chat:room:${room}`, { live: 'poll' });
  const [text, setText] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const { mutate: post, error: failure } = useMutation(`chat:room:${room}`, (draft: Draft) => api.post(room, draft), {
    // Shown at once. The message recognizes itself by its id, so it is never there twice.
    optimisticUpdate: (known = [], draft) =>
      known.some(({ id }) => id === draft.id) ? known : [...known, { ...draft, postedAt: Date.now(), isPending: true }],
    onError: (_, draft) => setText((current) => current || draft.text),
  });
  useLayoutEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [messages]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) {
      void post({ id: newId(), author, text });
      setText('');
    }
  };
  return (
    <main className="room">
      <h2>
        <span aria-hidden="true">#</span> {room}
      </h2>
      <ol className="messages" ref={list} aria-live="polite">
        {messages.map((message, at) => (
          <MessageItem key={message.id} message={message} isOwn={message.author === author} follows={messages[at - 1]} />
        ))}
        {isLoading && <li className="empty">Loading…</li>}
        {!isLoading && messages.length === 0 && (
          <li className="empty">
            {error ? 'The messages could not be loaded yet.' : 'Nobody has written here yet. Open a second window and say hello.'}
          </li>
        )}
      </ol>
      <form className="composer" onSubmit={submit}>
        {failure && (
          <p className="failure" role="alert">
            Not posted, and taken back: {failure.message}.
          </p>
        )}
        <div className="line">
          <input
            value={text}
            maxLength={1000}
            autoFocus
            onChange={(event) => setText(event.target.value)}
            placeholder={`Write in #${room}`}
            aria-label="Message"
          />
          <button type="submit" disabled={!text.trim()}>
            Send
          </button>
        </div>
        <p className="hint">
          A message that begins with <code>/fail</code> makes the server fail after its insert: see it rolled back on both sides.
        </p>
      </form>
    </main>
  );
}

function MessageItem({ message, isOwn, follows }: { message: Message; isOwn: boolean; follows: Message | undefined }) {
  const { author, text, postedAt, isPending } = message;
  const goesOn = follows?.author === author && postedAt - follows.postedAt < 120_000;
  return (
    <li className={['message', isOwn && 'own', isPending && 'pending', goesOn && 'goes-on'].filter(Boolean).join(' ')}>
      {!goesOn && (
        <span className="avatar" style={{ '--hue': hueOf(author) } as React.CSSProperties} aria-hidden="true">
          {author.slice(0, 1).toUpperCase()}
        </span>
      )}
      <div className="bubble">
        {!goesOn && (
          <p className="by">
            <b>{author}</b> <time dateTime={new Date(postedAt).toISOString()}>{timeOf(postedAt)}</time>
          </p>
        )}
        <p className="text">{text}</p>
        {isPending && <span className="sending">sending…</span>}
      </div>
    </li>
  );
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function hueOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}

/** `crypto.randomUUID` is for secure pages only, and the demo has no certificate for other hosts than this one. */
function newId(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('-');
}
