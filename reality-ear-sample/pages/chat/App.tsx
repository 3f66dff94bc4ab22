import { useEffect, useState } from 'react';
import { Masthead } from '../shared/Masthead.js';
import { loadRooms } from './api.js';
import type { ChatRoom } from './api.js';
import { Room } from './Room.js';
import { Wire } from './Wire.js';

const NAME = 'sample.chat.name';

/** The rooms, the one that is open, and what goes over the wire for it. */
export function App() {
  const [rooms, setRooms] = useState<readonly ChatRoom[]>([]);
  const [open, setOpen] = useState(() => location.hash.slice(1) || 'general');
  const [author, setAuthor] = useState(() => localStorage.getItem(NAME) ?? `Guest ${Math.floor(100 + Math.random() * 900)}`);
  useEffect(() => void loadRooms().then(setRooms), []);
  useEffect(() => localStorage.setItem(NAME, author), [author]);
  useEffect(() => {
    location.hash = open;
  }, [open]);
  const room = rooms.find(({ id }) => id === open) ?? { id: open, name: open };
  return (
    <div className="chat">
      <Masthead title="Chat" text="Over EJB and JPA, on every node of the cluster">
        <label className="name">
          <span>You are</span>
          <input value={author} maxLength={40} onChange={(event) => setAuthor(event.target.value)} aria-label="Your name" />
        </label>
      </Masthead>
      <nav className="card rooms" aria-label="Rooms">
        <h2>Rooms</h2>
        <ul>
          {rooms.map(({ id, name }) => (
            <li key={id}>
              <button type="button" aria-current={id === open} onClick={() => setOpen(id)}>
                <span aria-hidden="true">#</span> {name}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <Room key={room.id} room={room} author={author.trim() || 'Somebody'} />
      <Wire room={room.id} />
    </div>
  );
}
