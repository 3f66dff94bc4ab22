import { useReality } from '@socketless/reality-web/react';
import { useState } from 'react';
import type { FormEvent } from 'react';

/** The rooms, and a field to open another one. */
export function Rooms({ current, onOpen }: { current: string; onOpen: (room: string) => void }) {
  const { data: rooms } = useReality('chat:rooms', { live: 'poll', fallback: [] });
  const [wanted, setWanted] = useState('');
  const shown = rooms.includes(current) ? rooms : [...rooms, current];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40);
    if (name) {
      onOpen(name);
      setWanted('');
    }
  };
  return (
    <nav className="card rooms" aria-label="Rooms">
      <h2>Rooms</h2>
      <ul>
        {shown.map((room) => (
          <li key={room}>
            <button type="button" aria-current={room === current} onClick={() => onOpen(room)}>
              <span aria-hidden="true">#</span> {room}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <input
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          placeholder="Open another…"
          aria-label="Room name"
        />
      </form>
    </nav>
  );
}
