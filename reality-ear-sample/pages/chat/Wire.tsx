import type { ServerStatus } from '@socketless/reality-web';
import { useReality, useRealityClient } from '@socketless/reality-web/react';
import { useEffect, useState } from 'react';
import { duration } from '../shared/format.js';
import type { ChatApi } from './api.js';

interface Line {
  readonly id: number;
  readonly at: string;
  readonly text: string;
  readonly kind: 'held' | 'asked' | 'changed' | 'failed';
}

const MAX_LINES = 40;

/** The traffic of the page: the nodes that answer, the version of the room, and the number of requests. */
export function Wire({ room, api }: { room: string; api: ChatApi }) {
  const client = useRealityClient();
  const { meta, lastSyncAt, isSyncing } = useReality(`chat:room:${room}`, { live: 'poll' });
  const { lines, holder } = useLines();
  const { requests, polls, fetches, changes, failures } = client.getStats();
  const facts = {
    Version: meta?.version,
    'Changed by': meta?.source,
    'Reported by': meta?.serverId,
    'Data from': api.lastServer,
    'Last sync': isSyncing ? 'now' : lastSyncAt && timeOf(lastSyncAt),
  };
  const counts = { 'to Reality': requests, 'held open': polls, 'data fetches': fetches, changes, failed: failures };
  return (
    <aside className="card wire" aria-label="On the wire">
      <h2>On the wire</h2>
      <section>
        <h3>Servers</h3>
        <ul>
          {client.getServerStatus().map((server) => (
            <Server key={server.url} server={server} isHolding={holder === server.url} />
          ))}
        </ul>
      </section>
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
        <h3>Requests</h3>
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

const STATUS = { healthy: 'ready', unhealthy: 'unreachable', unknown: 'not used yet' };

function Server({ server, isHolding }: { server: ServerStatus; isHolding: boolean }) {
  const { url, status, serverId, latency } = server;
  const isHealthy = status === 'healthy';
  return (
    <li className={`server ${status}`}>
      <b>{serverId ?? hostOf(url)}</b>
      <span>
        {isHealthy && isHolding ? 'holds a request' : STATUS[status]}
        {isHealthy && latency !== undefined && ` · ${latency} ms`}
      </span>
    </li>
  );
}

interface Traffic {
  readonly lines: readonly Line[];
  /** The address that holds the page's request. */
  readonly holder: string | undefined;
}

/** The last events of the client. */
function useLines(): Traffic {
  const client = useRealityClient();
  const [traffic, setTraffic] = useState<Traffic>({ lines: [], holder: undefined });
  useEffect(() => {
    let ids = 0;
    const add = (kind: Line['kind'], text: string) => {
      const line = { id: ids++, at: timeOf(Date.now()), text, kind };
      setTraffic(({ lines, holder }) => ({ lines: [line, ...lines].slice(0, MAX_LINES), holder }));
    };
    const hold = (holder: string | undefined) => setTraffic(({ lines }) => ({ lines, holder }));
    const ends = [
      client.on('sync:start', ({ keys, hint, server }) => {
        if (hint === 'poll') {
          add('held', `${count(keys.length, 'key')} held at ${hostOf(server)}`);
          hold(server);
        }
      }),
      client.on('sync:complete', ({ hint, changed, serverId, server, duration: ms }) => {
        const outcome = changed.length > 0 ? count(changed.length, 'change') : 'no change';
        const kind = changed.length > 0 ? 'changed' : 'asked';
        add(kind, `${hint}: ${outcome} from ${serverId ?? hostOf(server)}, ${duration(ms)}`);
        hold(undefined);
      }),
      client.on('sync:error', ({ server, error }) => {
        add('failed', `${hostOf(server)}: ${error.message}`);
        hold(undefined);
      }),
      client.on('server:healthy', ({ server }) => {
        add('asked', `${hostOf(server)} is back`);
      }),
    ];
    return () => {
      ends.forEach((end) => {
        end();
      });
    };
  }, [client]);
  return traffic;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour12: false });
}
