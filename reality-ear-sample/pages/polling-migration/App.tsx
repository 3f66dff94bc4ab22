import { RealityProvider } from '@socketless/reality-web/react';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Bars, Delays, Legend, Lines } from '../shared/charts.js';
import { Choice } from '../shared/Choice.js';
import { CodeChange } from '../shared/Code.js';
import { bytes, number } from '../shared/format.js';
import { useDelays, useFigures, useInterval } from '../shared/hooks.js';
import { Masthead } from '../shared/Masthead.js';
import { Meter } from '../shared/Meter.js';
import { MeterPanel } from '../shared/MeterPanel.js';
import { Pace } from '../shared/Pace.js';
import { NoticeList } from './NoticeList.js';
import type { Notice } from './notices.js';
import { ways } from './ways/index.js';
import type { Way } from './ways/index.js';

type Native = 'longPoll' | 'native';

/** The same notification centre three times: polled, with the polling adapter, and with hooks. */
export function App() {
  const [native, setNative] = useState<Native>(() => (location.hash === '#native' ? 'native' : 'longPoll'));
  const [shown, setShown] = useState<'adapter' | 'hook'>('adapter');
  const polling = useMemo(() => new Meter('notices-polling'), []);
  const adapter = useMemo(() => new Meter('notices-adapter'), []);
  const hook = useMemo(() => new Meter(`notices-${native}`), [native]);
  const choose = (next: Native) => {
    location.hash = next;
    setNative(next);
  };
  return (
    <div className="page">
      <Masthead title="From polling to Reality" text="The same notification centre three times, next to each other">
        <Buttons />
        <Pace what="notifications" />
      </Masthead>
      <main>
        <div className="columns three">
          <Centre way={ways.polling} meter={polling} color="classic" />
          <Centre way={ways.adapter} meter={adapter} color="middle" />
          <RealityProvider key={hook.client} endpoint="reality" fetch={hook.fetch}>
            <Centre way={ways[native]} meter={hook} color="reality">
              <Choice
                name="How Reality is used"
                options={{ longPoll: ways.longPoll.name, native: ways.native.name }}
                value={native}
                onChange={choose}
              />
            </Centre>
          </RealityProvider>
        </div>
        <Costs
          clients={[
            { name: ways.polling.name, color: 'classic', meter: polling },
            { name: ways.adapter.name, color: 'middle', meter: adapter },
            { name: ways[native].name, color: 'reality', meter: hook },
          ]}
        />
        <section className="card">
          <header>
            <h2>What changed</h2>
            <Choice
              name="Which change"
              options={{ adapter: ways.adapter.name, hook: ways[native].name }}
              value={shown}
              onChange={setShown}
            />
          </header>
          <p className="lead">
            These are the files that run above.{' '}
            {shown === 'hook' && (
              <>
                Around the page is one line more: <code>{'<RealityProvider endpoint="reality">'}</code>.{' '}
              </>
            )}
            On the server the entity says <code>{'@RealityKeys("notifications:{owner}")'}</code>.
          </p>
          <CodeChange before={ways.polling.file} after={ways[shown === 'hook' ? native : 'adapter'].file} />
        </section>
        <Counted />
      </main>
    </div>
  );
}

/** Buttons that change notifications, like another user or system. */
function Buttons() {
  const post = (path: string, body?: unknown) => {
    void fetch(`api/notifications${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Client': 'page' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const make = () => post('', { text: `Made by hand at ${new Date().toLocaleTimeString('en', { hour12: false })}` });
  return (
    <div className="buttons">
      <button type="button" className="primary" onClick={make}>
        Make a notification
      </button>
      <button type="button" onClick={() => post('/read-all')}>
        Mark all as read
      </button>
    </div>
  );
}

function Centre({ way, meter, color, children }: { way: Way; meter: Meter; color: string; children?: ReactNode }) {
  const { useNotices } = way; // never changes: the key of the provider remounts the component
  const notices = useNotices(meter);
  useDelays(meter, notices, idOf);
  return (
    <section className={`card column ${color}`} data-way={color}>
      <header>
        <h2>{children ? 'Reality' : way.name}</h2>
        {children}
      </header>
      <p className="lead">{way.text}</p>
      <div className="centre">
        <NoticeList notices={notices} />
      </div>
      <MeterPanel meter={meter} />
    </section>
  );
}

const idOf = ({ id }: Notice) => id;

interface Client {
  readonly name: string;
  readonly color: string;
  readonly meter: Meter;
}

function Costs({ clients }: { clients: readonly [Client, Client, Client] }) {
  useInterval(() => {
    clients.forEach(({ meter }) => {
      meter.sample();
    });
  }, 1000);
  const delays = [useFigures(clients[0].meter), useFigures(clients[1].meter), useFigures(clients[2].meter)];
  return (
    <section className="card">
      <header>
        <h2>Cost and delay</h2>
        <Legend series={clients} />
      </header>
      <div className="charts">
        {(['requests', 'bytes'] as const).map((what) => (
          <Lines
            key={what}
            title={what === 'bytes' ? 'Bytes received so far' : 'Requests so far'}
            format={what === 'bytes' ? bytes : number}
            lines={clients.map(({ name, color, meter }) => ({
              name,
              color,
              points: meter.samples.map((sample) => ({ at: sample.at, value: sample[what] })),
            }))}
          />
        ))}
        <div className="stacked">
          <Bars
            title="Requests a minute"
            format={number}
            rows={clients.map((each) => ({ ...each, value: each.meter.perMinute('requests') }))}
          />
          <Bars
            title="Bytes a minute"
            format={bytes}
            rows={clients.map((each) => ({ ...each, value: each.meter.perMinute('bytes') }))}
          />
        </div>
        <Delays
          title="Delay from the commit to this page, share of notifications"
          rows={clients.map((each, at) => ({ ...each, delays: delays[at]!.delays }))}
        />
      </div>
    </section>
  );
}

function Counted() {
  return (
    <section className="card counted">
      <h2>What to compare, and what is counted</h2>
      <ul>
        <li>
          <b>Idle</b>: polling loads the same list again and again. The adapter makes as many requests, but small ones.
          The live hook needs one request every 25 seconds, the other hook none.
        </li>
        <li>
          <b>Busy</b>: every client loads the list after a change. The requests of the live hook grow with the changes,
          and those of polling stay constant. The gain is the shorter delay.
        </li>
        <li>
          <b>Bytes</b> are those of response bodies, without headers. Each client names itself, and the server counts
          the same traffic: its figures are below those of the page.
        </li>
        <li>
          <b>Delay</b> is the time from just before the commit, on the server’s clock, until the notification is on this
          page. It is exact if server and browser run on one machine.
        </li>
      </ul>
    </section>
  );
}
