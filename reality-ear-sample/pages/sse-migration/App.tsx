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
import { StockTable } from './StockTable.js';
import type { Stock } from './stocks.js';
import { after, before } from './ways/index.js';
import type { Way } from './ways/index.js';

type Key = keyof typeof after;

/** The same ticker twice: with a stream, and with Reality in one of several ways. */
export function App() {
  const [key, setKey] = useState<Key>(() =>
    location.hash.slice(1) in after ? (location.hash.slice(1) as Key) : 'standIn',
  );
  const way = after[key];
  const old = useMemo(() => new Meter('ticker-sse'), []);
  const meter = useMemo(() => new Meter(`ticker-${key}`), [key]);
  const choose = (next: Key) => {
    location.hash = next;
    setKey(next);
  };
  return (
    <div className="page">
      <Masthead title="From EventSource to Reality" text="The same stock ticker twice: with a stream, and without one">
        <Pace what="price changes" />
      </Masthead>
      <main>
        <div className="columns two">
          <Ticker way={before} meter={old} color="classic" />
          <RealityProvider key={meter.client} endpoint="reality" fetch={meter.fetch}>
            <Ticker way={way} meter={meter} color="reality">
              <Choice
                name="How Reality is used"
                options={{
                  standIn: after.standIn.name,
                  adapter: after.adapter.name,
                  native: after.native.name,
                  longPoll: after.longPoll.name,
                }}
                value={key}
                onChange={choose}
              />
            </Ticker>
          </RealityProvider>
        </div>
        <Costs old={old} meter={meter} name={way.name} />
        <section className="card">
          <h2>What changed</h2>
          <p className="lead">
            These are the files that run above.{' '}
            {(key === 'native' || key === 'longPoll') && (
              <>
                Around the page is one line more: <code>{'<RealityProvider endpoint="reality">'}</code>.{' '}
              </>
            )}
            On the server the stream goes; the entity says <code>@RealityKeys("ticker:stocks")</code>.
          </p>
          <CodeChange before={before.file} after={way.file} />
        </section>
        <Counted />
      </main>
    </div>
  );
}

function Ticker({ way, meter, color, children }: { way: Way; meter: Meter; color: string; children?: ReactNode }) {
  const { useStocks } = way; // never changes: the key of the provider remounts the component
  const stocks = useStocks(meter);
  useDelays(meter, stocks, symbolOf);
  return (
    <section className={`card column ${color}`} data-way={color}>
      <header>
        <h2>{children ? 'Reality' : way.name}</h2>
        {children}
      </header>
      <p className="lead">{way.text}</p>
      <StockTable stocks={stocks} color={color} />
      <MeterPanel meter={meter} />
    </section>
  );
}

const symbolOf = ({ symbol }: Stock) => symbol;

function Costs({ old, meter, name }: { old: Meter; meter: Meter; name: string }) {
  useInterval(() => {
    old.sample();
    meter.sample();
  }, 1000);
  const series = [
    { name: before.name, color: 'classic', meter: old, delays: useFigures(old).delays },
    { name, color: 'reality', meter, delays: useFigures(meter).delays },
  ];
  return (
    <section className="card">
      <header>
        <h2>Cost and delay</h2>
        <Legend series={series} />
      </header>
      <div className="charts">
        <Bars
          title="Bytes a minute"
          format={bytes}
          rows={series.map((each) => ({ ...each, value: each.meter.perMinute('bytes') }))}
        />
        <Bars
          title="Requests a minute"
          format={number}
          rows={series.map((each) => ({ ...each, value: each.meter.perMinute('requests') }))}
        />
        <Lines
          title="Bytes received so far"
          format={bytes}
          lines={series.map((each) => ({
            ...each,
            points: each.meter.samples.map(({ at, bytes: value }) => ({ at, value })),
          }))}
        />
        <Delays title="Delay from the commit to this page, share of changes" rows={series} />
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
          <b>Idle</b>: the stream keeps a connection open for every page. The hook keeps nothing open. The live variants
          hold a request that is renewed every 25 seconds, on any node.
        </li>
        <li>
          <b>Busy</b>: a stream sends each change once and is hard to beat in bytes. Reality needs two short requests
          per change, and fewer if changes come faster than the page loads them.
        </li>
        <li>
          <b>Bytes</b> are those of response bodies, without headers. The bytes of the stream are reconstructed from its
          events, because the browser hides them. The server counts the bytes that it wrote.
        </li>
        <li>
          <b>Delay</b> is the time from just before the commit, on the server’s clock, until the price is on this page.
          It is exact if server and browser run on one machine.
        </li>
      </ul>
    </section>
  );
}
