import { useMutation, useReality } from '@socketless/reality-web/react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, FormEvent } from 'react';
import type { ChatApi, Draft, Message } from './api.js';

/** The messages of a room, and a field to write one. */
export function Room({ room, author, api }: { room: string; author: string; api: ChatApi }) {
  const { data: messages = [], isLoading, error } = useReality(`chat:room:${room}`, { live: 'poll' });
  const [text, setText] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const { mutate: post, error: failure } = useMutation(`chat:room:${room}`, (draft: Draft) => api.post(room, draft), {
    // Shown at once. New data can contain the message already, with the same id.
    optimisticUpdate: (known = [], draft) =>
      known.some(({ id }) => id === draft.id)
        ? known
        : [...known, { ...draft, at: new Date().toISOString(), isPending: true }],
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
    <main className="card room">
      <h2>
        <span aria-hidden="true">#</span> {room}
      </h2>
      <ol className="messages" ref={list} aria-live="polite">
        {messages.map((message, at) => (
          <MessageItem
            key={message.id}
            message={message}
            isOwn={message.author === author}
            previous={messages[at - 1]}
          />
        ))}
        {isLoading && <li className="empty">Loading…</li>}
        {!isLoading && messages.length === 0 && (
          <li className="empty">
            {error
              ? `The messages could not be loaded yet. ${error.message}`
              : 'No messages yet. Open a second window and say hello.'}
          </li>
        )}
      </ol>
      <form className="composer" onSubmit={submit}>
        {failure && (
          <p className="failure" role="alert">
            Message not sent: {failure.message}
          </p>
        )}
        <div className="line">
          <input
            value={text}
            maxLength={500}
            autoFocus
            onChange={(event) => setText(event.target.value)}
            placeholder={`Write in #${room}`}
            aria-label="Message"
          />
          <button type="submit" className="primary" disabled={!text.trim()}>
            Send
          </button>
        </div>
        <p className="hint">
          A message that begins with <code>/fail</code> makes the server fail after its insert. It is rolled back on the
          server and on the page.
        </p>
      </form>
    </main>
  );
}

function MessageItem({
  message: { author, text, at, isPending },
  isOwn,
  previous,
}: {
  message: Message;
  isOwn: boolean;
  previous: Message | undefined;
}) {
  const continues = previous?.author === author && Date.parse(at) - Date.parse(previous.at) < 120_000;
  const classes = ['message', isOwn && 'own', isPending && 'pending', continues && 'continues'];
  return (
    <li className={classes.filter(Boolean).join(' ')}>
      {!continues && (
        <span className="avatar" style={{ '--hue': hueOf(author) } as CSSProperties} aria-hidden="true">
          {author.slice(0, 1).toUpperCase()}
        </span>
      )}
      <div className="bubble">
        {!continues && (
          <p className="by">
            <b>{author}</b> <time dateTime={at}>{timeOf(at)}</time>
          </p>
        )}
        <p className="text">{text}</p>
        {isPending && <span className="sending">sending…</span>}
      </div>
    </li>
  );
}

function timeOf(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function hueOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}

/** `crypto.randomUUID` requires a secure page, and other hosts reach the samples without HTTPS. */
function newId(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('-');
}
