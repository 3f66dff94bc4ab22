import { useState } from 'react';
import { Masthead } from '../shared/Masthead.js';
import type { ChatApi } from './api.js';
import { Room } from './Room.js';
import { Rooms } from './Rooms.js';
import { Wire } from './Wire.js';

const NAME = 'chat.name';
const ANIMALS = ['Otter', 'Heron', 'Lynx', 'Badger', 'Swift', 'Marten', 'Curlew', 'Hare'];

/** The rooms, the open room, and its requests. */
export function App({ api }: { api: ChatApi }) {
  const [room, setRoom] = useState(() => location.hash.slice(1) || 'general');
  const [name, setName] = useState(() => localStorage.getItem(NAME) ?? guestName());
  const open = (next: string) => {
    location.hash = next;
    setRoom(next);
  };
  const rename = (next: string) => {
    localStorage.setItem(NAME, next);
    setName(next);
  };
  return (
    <div className="chat">
      <Masthead title="Reality chat" text="Real-time over plain HTTP requests, on every node of the cluster">
        <label className="name">
          <span>You are</span>
          <input value={name} maxLength={40} onChange={(event) => rename(event.target.value)} aria-label="Your name" />
        </label>
      </Masthead>
      <Rooms current={room} onOpen={open} />
      <Room key={room} room={room} author={name.trim() || 'Guest'} api={api} />
      <Wire room={room} api={api} />
    </div>
  );
}

function guestName(): string {
  const name = `${ANIMALS[Math.floor(Math.random() * ANIMALS.length)]} ${Math.floor(10 + Math.random() * 90)}`;
  localStorage.setItem(NAME, name);
  return name;
}
