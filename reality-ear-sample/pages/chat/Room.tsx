import { useMutation, useReality } from '@socketless/reality-web/react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, FormEvent } from 'react';
import { loadMessages, post, withDraft } from './api.js';
import type { ChatRoom, Draft, Message } from './api.js';

/** The messages of a room, and a field to write one. */
export function Room({ room, author }: { room: ChatRoom; author: string }) {
  const key = `chat:room:${room.id}` as const;
  const { data: messages, error } = useReality(key, { live: 'poll', fetcher: loadMessages });
  const { mutate, error: failure } = useMutation(key, (draft: Draft) => post(room.id, draft), {
    optimisticUpdate: withDraft, // shown at once, taken back if the server fails
    onError: (_, draft) => setText((current) => current || draft.text),
  });
  const [text, setText] = useState('');
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [messages]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) {
      void mutate({ author, text: text.trim(), newest: Math.max(0, ...(messages ?? []).map(({ id = 0 }) => id)) });
      setText('');
    }
  };
  return (
    <main className="card room">
      <h2>
        <span aria-hidden="true">#</span> {room.name}
      </h2>
      <ol className="messages" ref={list} aria-live="polite">
        {messages?.map((message, at) => (
          <MessageItem key={message.id ?? `draft ${at}`} message={message} isOwn={message.author === author} />
        ))}
        {!messages?.length && (
          <li className="empty">
            {messages
              ? 'Nobody has written here yet. Open a second window and say hello.'
              : error
                ? `The messages could not be loaded yet. ${error.message}`
                : 'Loading…'}
          </li>
        )}
      </ol>
      <form className="composer" onSubmit={submit}>
        {failure && (
          <p className="failure" role="alert">
            Not posted, and taken back: {failure.message}
          </p>
        )}
        <div className="line">
          <input
            value={text}
            maxLength={500}
            autoFocus
            onChange={(event) => setText(event.target.value)}
            placeholder={`Write in #${room.name}`}
            aria-label="Message"
          />
          <button type="submit" className="primary" disabled={!text.trim()}>
            Send
          </button>
        </div>
        <p className="hint">
          The message <code>/fail</code> makes the EJB fail after its insert: see it rolled back on both sides.
        </p>
      </form>
    </main>
  );
}

function MessageItem({ message: { id, author, text, at }, isOwn }: { message: Message; isOwn: boolean }) {
  return (
    <li className={`message ${isOwn ? 'own' : ''} ${id === undefined ? 'pending' : ''}`}>
      <span className="avatar" style={{ '--hue': hueOf(author) } as CSSProperties} aria-hidden="true">
        {author.slice(0, 1).toUpperCase()}
      </span>
      <div className="bubble">
        <p className="by">
          <b>{author}</b>{' '}
          <time dateTime={at}>
            {id === undefined ? 'sending…' : new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
          </time>
        </p>
        <p className="text">{text}</p>
      </div>
    </li>
  );
}

function hueOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}
