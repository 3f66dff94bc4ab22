import { useState } from 'react';
import { bytes, duration, number, quantile } from './format.js';
import { useFigures, useInterval } from './hooks.js';
import type { Meter } from './Meter.js';

interface Counters {
  readonly requests: number;
  readonly bytesOut: number;
}

/** The cost of a client by the page's count, and below it by the server's count. */
export function MeterPanel({ meter }: { meter: Meter }) {
  const { requests, bytes: received, open, delays } = useFigures(meter);
  const [counters, setCounters] = useState<Counters>();
  useInterval(() => {
    void fetch(`api/counters?label=${encodeURIComponent(meter.client)}`)
      .then((response) => (response.ok ? response.json() : undefined))
      .then(setCounters)
      .catch(() => setCounters(undefined));
  }, 2000);
  const requestsOf = ({ requests: n }: Counters) => `${number(n)} ${n === 1 ? 'request' : 'requests'}`;
  const [median, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  return (
    <div className="meter" data-client={meter.client}>
      <dl className="counts">
        <Count name="requests" fact="requests" value={number(requests)} exact={requests} />
        <Count name="received" fact="bytes" value={bytes(received)} exact={received} />
        <Count name="open now" fact="open" value={number(open)} exact={open} />
        <Count name="median delay" fact="median" value={delayed(median)} exact={median} />
        <Count name="99th percentile" fact="p99" value={delayed(p99)} exact={p99} />
      </dl>
      <p className="server-count" data-fact="seen" data-value={delays.length}>
        {counters
          ? `The server counts ${requestsOf(counters)}, ${bytes(counters.bytesOut)}`
          : 'The server’s count appears here'}
      </p>
    </div>
  );
}

function delayed(ms: number | undefined): string {
  return ms === undefined ? '–' : duration(ms);
}

function Count({ name, fact, value, exact }: { name: string; fact: string; value: string; exact: number | undefined }) {
  return (
    <div>
      <dd data-fact={fact} data-value={exact} title={exact === undefined ? undefined : String(exact)}>
        {value}
      </dd>
      <dt>{name}</dt>
    </div>
  );
}
