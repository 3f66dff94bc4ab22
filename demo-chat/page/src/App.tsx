import { useState } from 'react';
import type { ChatApi } from './chat.js';
import { Room } from './Room.js';
import { Rooms } from './Rooms.js';
import { Wire } from './Wire.js';

/** The rooms, the one that is open, and what goes over the wire for it. */
export function App({ api }: { api: ChatApi }) {
  const [room, setRoom] = useState(() => location.hash.slice(1) || 'general');
  const [name, setName] = useState(() => localStorage.getItem('chat.name') ?? guestName());
  const open = (next: string) => {
    location.hash = next;
    setRoom(next);
  };
  const rename = (next: string) => {
    localStorage.setItem('chat.name', next);
    setName(next);
  };
  return (
    <div className="app">
      <header className="masthead">
        <div className="brand">
          <img src="./favicon.svg" alt="" />
          <div>
            <h1>Reality chat</h1>
            <p>Real-time over plain HTTP requests, on several servers</p>
          </div>
        </div>
        <label className="name">
          <span>You are</span>
          <input value={name} maxLength={40} onChange={(event) => rename(event.target.value)} aria-label="Your name" />
        </label>
      </header>
      <Rooms current={room} onOpen={open} />
      <Room key={room} room={room} author={name.trim() || 'Somebody'} api={api} />
      <Wire room={room} api={api} />
    </div>
  );
}

function guestName(): string {
  const animals = ['Otter', 'Heron', 'Lynx', 'Badger', 'Swift', 'Marten', 'Curlew', 'Hare'];
  const name = `${animals[Math.floor(Math.random() * animals.length)]} ${Math.floor(10 + Math.random() * 90)}`;
  localStorage.setItem('chat.name', name);
  return name;
}
