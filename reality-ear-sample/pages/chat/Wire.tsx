import { useReality, useRealityClient } from '@socketless/reality-web/react';
import { useEffect, useState } from 'react';
import { duration } from '../shared/format.js';
import { loadMessages } from './api.js';

interface Line {
  readonly id: number;
  readonly at: string;
  readonly text: string;
  readonly kind: 'held' | 'asked' | 'changed' | 'failed';
}

const MOST_LINES = 30;

/** What goes over the wire: which node answers, the version, and the requests that were needed. */
export function Wire({ room }: { room: string }) {
  const client = useRealityClient();
  const { meta, lastSyncAt } = useReality(`chat:room:${room}`, { live: 'poll', fetcher: loadMessages });
  const lines = useLines();
  const { requests, polls, fetches, changes, failures } = client.getStats();
  const facts = {
    Version: meta?.version,
    'Changed by': meta?.source,
    'Told by': meta?.serverId,
    'Last sync': lastSyncAt && new Date(lastSyncAt).toLocaleTimeString([], { hour12: false }),
  };
  const counts = { 'to Reality': requests, 'of them held': polls, 'for data': fetches, changes, failed: failures };
  return (
    <aside className="card wire" aria-label="On the wire">
      <h2>On the wire</h2>
      <section>
        <h3>This room</h3>
        <dl className="facts">
          {Object.entries(facts).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd data-fact={name}>{value ?? '–'}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>Requests needed</h3>
        <dl className="counts">
          {Object.entries(counts).map(([name, value]) => (
            <div key={name}>
              <dd data-fact={name}>{value}</dd>
              <dt>{name}</dt>
            </div>
          ))}
        </dl>
      </section>
      <section className="log">
        <h3>Log</h3>
        <ol>
          {lines.map(({ id, at, text, kind }) => (
            <li key={id} className={kind}>
              <time>{at}</time> {text}
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}

/** The last things that the client has told. */
function useLines(): readonly Line[] {
  const client = useRealityClient();
  const [lines, setLines] = useState<readonly Line[]>([]);
  useEffect(() => {
    let ids = 0;
    const add = (kind: Line['kind'], text: string) => {
      const line = { id: ids++, at: new Date().toLocaleTimeString([], { hour12: false }), text, kind };
      setLines((known) => [line, ...known].slice(0, MOST_LINES));
    };
    const ends = [
      client.on('sync:start', ({ hint }) => {
        if (hint === 'poll') {
          add('held', 'a request is held');
        }
      }),
      client.on('sync:complete', ({ hint, changed, serverId, duration: ms }) => {
        const outcome = changed.length > 0 ? 'changed' : 'no change';
        add(changed.length > 0 ? 'changed' : 'asked', `${hint}: ${outcome}, says ${serverId ?? 'the server'} after ${duration(ms)}`);
      }),
      client.on('sync:error', ({ error }) => {
        add('failed', error.message);
      }),
    ];
    return () => {
      ends.forEach((end) => {
        end();
      });
    };
  }, [client]);
  return lines;
}
