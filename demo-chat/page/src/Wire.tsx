import type { ServerStatus } from '@socketless/reality-web';
import { useReality, useRealityClient } from '@socketless/reality-web/react';
import { useEffect, useState } from 'react';
import type { ChatApi } from './chat.js';

interface Line {
  readonly id: number;
  readonly at: number;
  readonly text: string;
  readonly kind: 'held' | 'asked' | 'changed' | 'failed';
}

const MOST_LINES = 40;

/** What goes over the wire: which node answers, versions, and the requests that were needed. */
export function Wire({ room, api }: { room: string; api: ChatApi }) {
  const client = useRealityClient();
  const { meta, lastSyncAt, isSyncing } = useReality(`chat:room:${room}`, { live: 'poll' });
  const { lines, holder } = useLines();
  const servers = client.getServerStatus();
  const { requests, polls, changes, failures } = client.getStats();
  return (
    <aside className="wire" aria-label="On the wire">
      <h2>On the wire</h2>
      <section>
        <h3>Servers</h3>
        <ul className="servers">
          {servers.map((server) => (
            <Server key={server.url} server={server} isHolding={holder === server.url} />
          ))}
        </ul>
      </section>
      <section>
        <h3>This room</h3>
        <dl className="facts">
          <dt>Version</dt>
          <dd data-fact="version">{meta?.version ?? '–'}</dd>
          <dt>Changed by</dt>
          <dd data-fact="source">{meta?.source ?? '–'}</dd>
          <dt>Told by</dt>
          <dd data-fact="server">{meta?.serverId ?? '–'}</dd>
          <dt>Data from</dt>
          <dd data-fact="data">{api.lastServer ?? '–'}</dd>
          <dt>Last sync</dt>
          <dd>{isSyncing ? 'now' : lastSyncAt ? new Date(lastSyncAt).toLocaleTimeString() : '–'}</dd>
        </dl>
      </section>
      <section>
        <h3>Requests needed</h3>
        <dl className="counts">
          <Count name="to Reality" value={requests} fact="requests" />
          <Count name="of them held" value={polls} fact="polls" />
          <Count name="for data" value={api.requests} fact="fetches" />
          <Count name="changes" value={changes} fact="changes" />
          <Count name="failed" value={failures} fact="failures" />
        </dl>
      </section>
      <section className="log">
        <h3>Log</h3>
        <ol>
          {lines.map(({ id, at, text, kind }) => (
            <li key={id} className={kind}>
              <time>{new Date(at).toLocaleTimeString([], { hour12: false })}</time> {text}
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}

function Server({ server, isHolding }: { server: ServerStatus; isHolding: boolean }) {
  const { url, status, serverId, latency } = server;
  return (
    <li className={`server ${status}`} data-status={status}>
      <b>{serverId ?? new URL(url).host}</b>
      <span>
        {status === 'unhealthy' ? 'not reachable' : isHolding ? 'holds our request' : status === 'healthy' ? 'ready' : 'not asked yet'}
        {latency !== undefined && status === 'healthy' ? ` · ${latency} ms` : ''}
      </span>
    </li>
  );
}

function Count({ name, value, fact }: { name: string; value: number; fact: string }) {
  return (
    <div>
      <dd data-fact={fact}>{value}</dd>
      <dt>{name}</dt>
    </div>
  );
}

/** The last things that the client has told, and the server that holds its request. */
function useLines(): { lines: readonly Line[]; holder: string | undefined } {
  const client = useRealityClient();
  const [state, setState] = useState<{ lines: readonly Line[]; holder: string | undefined }>({ lines: [], holder: undefined });
  useEffect(() => {
    let ids = 0;
    const add = (kind: Line['kind'], text: string, holder?: (current: string | undefined) => string | undefined) => {
      setState(({ lines, holder: current }) => ({
        lines: [{ id: ids++, at: Date.now(), text, kind }, ...lines].slice(0, MOST_LINES),
        holder: holder ? holder(current) : current,
      }));
    };
    const ends = [
      client.on('sync:start', ({ keys, hint, server }) => {
        if (hint === 'poll') {
          add('held', `${count(keys.length, 'key')} held at ${host(server)}`, () => server);
        }
      }),
      client.on('sync:complete', ({ hint, changed, serverId, server, duration }) => {
        const outcome = changed.length > 0 ? count(changed.length, 'change') : 'no change';
        add(changed.length > 0 ? 'changed' : 'asked', `${hint}: ${outcome} from ${serverId ?? host(server)}, ${readable(duration)}`, () => undefined);
      }),
      client.on('sync:error', ({ server, error }) => {
        add('failed', `${host(server)}: ${error.message}`, () => undefined);
      }),
      client.on('server:healthy', ({ server }) => {
        add('asked', `${host(server)} is back`);
      }),
    ];
    return () => {
      ends.forEach((end) => {
        end();
      });
    };
  }, [client]);
  return state;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function host(url: string): string {
  return new URL(url).host;
}

function readable(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
