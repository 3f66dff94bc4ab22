/**
 * Measures the cost of a client for a minute and the delay of changes, for every variant on the migration pages and two
 * more. Starts `./sample`, uses its pages in Chromium, and stops it.
 *
 * Requests and bytes of bodies come from the server's counters. Bytes with headers come from Chromium's network layer,
 * both directions, without the bytes of TCP. Delays come from the page.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { launch } from '../../../reality-web/e2e/chromium.js';
import type { Browser, Page } from '../../../reality-web/e2e/chromium.js';
import { quantile } from '../shared/format.js';
import { Script } from './Script.js';

/** A client: its name, and its column on the page or the client that this script adds. */
interface Client {
  readonly way: string;
  readonly column: string | Added;
}

/** A client that the page does not have. */
type Added = typeof POLLING | typeof EVENTS;

const POLLING = { label: 'figures-polling' } as const;
/** A native `EventSource` on Reality's event endpoint. */
const EVENTS = { label: 'figures-events' } as const;

/** A page that is opened once for each pace. */
interface Visit {
  readonly application: 'sse-migration' | 'polling-migration';
  readonly hash: string;
  readonly clients: readonly Client[];
}

interface Costs {
  readonly requests: number;
  readonly bytes: number;
  readonly onWire: number;
}

interface Row extends Costs {
  readonly way: string;
  readonly median: number | undefined;
  readonly p99: number | undefined;
  readonly seen: number;
}

const SECONDS = Number(process.env['SECONDS_EACH'] ?? 60);
const BUSY = Number(process.env['PER_MINUTE'] ?? 60);
const CLICK_EVERY = 10; // seconds; without live updates, the hook syncs on interaction

const VISITS: readonly Visit[] = [
  {
    application: 'polling-migration',
    hash: 'longPoll',
    clients: [
      { way: 'polling every 2 s', column: 'classic' },
      { way: 'polling adapter, 2 s', column: 'middle' },
      { way: 'hook, live (long poll)', column: 'reality' },
      { way: 'EventSource on /reality/events', column: EVENTS },
    ],
  },
  {
    application: 'polling-migration',
    hash: 'native',
    clients: [{ way: 'hook, a click every 10 s', column: 'reality' }],
  },
  {
    application: 'sse-migration',
    hash: 'longPoll',
    clients: [
      { way: 'EventSource on a stream of JAX-RS', column: 'classic' },
      { way: 'hook, live (long poll)', column: 'reality' },
      { way: 'EventSource on /reality/events', column: EVENTS },
      { way: 'polling every 2 s', column: POLLING },
    ],
  },
  { application: 'sse-migration', hash: 'standIn', clients: [{ way: 'RealityEventSource', column: 'reality' }] },
  { application: 'sse-migration', hash: 'adapter', clients: [{ way: 'polling adapter, 2 s', column: 'reality' }] },
  { application: 'sse-migration', hash: 'native', clients: [{ way: 'hook, a click every 10 s', column: 'reality' }] },
];

const sample = await Script.start('./sample', process.env['SERVER'] ?? 'payara', 1, 600_000);
const browser = await launch();
try {
  // Fills the list to its usual length: 20
  for (let each = 0; each < 20; each++) {
    await fetch(`${sample.url(1)}/polling-migration/api/notifications`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'The build is green again' }),
    });
  }
  for (const application of ['polling-migration', 'sse-migration'] as const) {
    for (const [name, perMinute] of [
      ['idle', 0],
      [`${BUSY} changes a minute`, BUSY],
    ] as const) {
      const rows = [];
      for (const visit of VISITS.filter((each) => each.application === application)) {
        rows.push(...(await measure(browser, visit, perMinute)));
      }
      print(`${application === 'sse-migration' ? 'Ticker' : 'Notification centre'}, ${name}`, rows);
    }
  }
} finally {
  await browser.close();
  await sample.stop();
}

async function measure(on: Browser, { application, hash, clients }: Visit, perMinute: number): Promise<Row[]> {
  const base = `${sample.url(1)}/${application}`;
  await fetch(`${base}/api/pace`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ perMinute }),
  });
  const context = await on.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  const wire = await watchWire(page);
  await page.goto(`${base}/#${hash}`);
  for (const { column } of clients) {
    if (typeof column === 'object') {
      await add(page, column, application);
    }
  }
  await pause(5000);
  const labels = await Promise.all(clients.map(({ column }) => labelOf(page, column)));
  const costs = () =>
    Promise.all(
      labels.map(async (label): Promise<Costs> => {
        const response = await fetch(`${base}/api/counters?label=${label}`);
        const { requests, bytesOut } = (await response.json()) as { requests: number; bytesOut: number };
        return { requests, bytes: bytesOut, onWire: wire(label) };
      }),
    );
  const before = await costs();
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    await pause(Math.min(CLICK_EVERY * 1000, end - Date.now()));
    if (hash === 'native') {
      await page.locator('.counted h2').click();
    }
  }
  const after = await costs();
  const rows = await Promise.all(
    clients.map(async ({ way, column }, at): Promise<Row> => {
      const part = 60 / SECONDS;
      const cost = (what: keyof Costs) => (after[at]![what] - before[at]![what]) * part;
      return {
        way,
        requests: cost('requests'),
        bytes: cost('bytes'),
        onWire: cost('onWire'),
        ...(await delaysOf(page, column)),
      };
    }),
  );
  await context.close();
  return rows;
}

/** Bytes with headers of both directions, by client. */
async function watchWire(page: Page): Promise<(client: string) => number> {
  const clients = new Map<string, string>(); // by request
  const sizes = new Map<string, number>();
  const bodies = new Map<string, number>();
  const session = await page.context().newCDPSession(page);
  const add = (to: Map<string, number>, id: string, bytes: number) => to.set(id, (to.get(id) ?? 0) + bytes);
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { pathname, search, searchParams } = new URL(request.url);
    const header = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'x-client');
    const client = searchParams.get('client') ?? header?.[1];
    if (client !== undefined) {
      clients.set(requestId, client);
    }
    add(
      sizes,
      requestId,
      `${request.method} ${pathname}${search} HTTP/1.1\r\n\r\n`.length + (request.postData?.length ?? 0),
    );
  });
  session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    Object.entries(headers).forEach(([name, value]) => add(sizes, requestId, `${name}: ${value}\r\n`.length));
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    add(bodies, requestId, encodedDataLength);
  });
  // Headers and body, without the part that was counted on arrival
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    add(sizes, requestId, encodedDataLength - (bodies.get(requestId) ?? 0));
  });
  await session.send('Network.enable');
  return (client) =>
    [...clients]
      .filter(([, of]) => of === client)
      .reduce((sum, [id]) => sum + (sizes.get(id) ?? 0) + (bodies.get(id) ?? 0), 0);
}

/** Adds a client that loads the data every 2 seconds or on each event, and records the delays. */
function add(page: Page, { label }: Added, application: Visit['application']): Promise<void> {
  return page.evaluate(
    ({ client, isPolling, key, path }) => {
      const delays: number[] = [];
      const seen = new Map<string | number | undefined, string>();
      const load = async () => {
        const response = await fetch(`${path}?client=${client}`, { cache: 'no-store' });
        const items = (await response.json()) as { symbol?: string; id?: number; at: string }[];
        const now = Date.now();
        const fresh = seen.size > 0 ? items.filter(({ symbol, id, at }) => seen.get(symbol ?? id) !== at) : [];
        delays.push(...fresh.map(({ at }) => now - Date.parse(at)));
        items.forEach(({ symbol, id, at }) => seen.set(symbol ?? id, at));
      };
      if (isPolling) {
        void load();
        setInterval(load, 2000);
      } else {
        new EventSource(`reality/events?key=${key}&wait=25000&client=${client}`).addEventListener('update', load);
      }
      Object.assign(globalThis, { [client]: delays });
    },
    {
      client: label,
      isPolling: label === POLLING.label,
      ...(application === 'sse-migration'
        ? { key: 'ticker:stocks', path: 'api/stocks' }
        : { key: 'notifications:ada', path: 'api/notifications' }),
    },
  );
}

function labelOf(page: Page, column: string | Added): Promise<string> {
  return typeof column === 'object'
    ? Promise.resolve(column.label)
    : page.locator(`[data-way="${column}"] .meter`).evaluate((meter) => (meter as HTMLElement).dataset['client']!);
}

async function delaysOf(page: Page, column: string | Added): Promise<Pick<Row, 'median' | 'p99' | 'seen'>> {
  if (typeof column === 'object') {
    const delays = await page.evaluate(
      (label) => (globalThis as unknown as Record<string, number[]>)[label]!,
      column.label,
    );
    return { median: quantile(delays, 0.5), p99: quantile(delays, 0.99), seen: delays.length };
  }
  const meter = page.locator(`[data-way="${column}"] .meter`);
  const value = async (fact: string) => {
    const text = await meter.locator(`[data-fact="${fact}"]`).getAttribute('data-value');
    return text === null ? undefined : Number(text);
  };
  return { median: await value('median'), p99: await value('p99'), seen: (await value('seen')) ?? 0 };
}

function print(title: string, rows: readonly Row[]): void {
  const kilo = (bytes: number) => (bytes / 1000).toFixed(1);
  const ms = (value: number | undefined) => (value === undefined ? '–' : String(Math.round(value)));
  console.log(`\n${title}\n`);
  console.log('| client | requests | kB of bodies | kB with headers | median ms | p99 ms | changes seen |');
  console.log('|---|--:|--:|--:|--:|--:|--:|');
  for (const { way, requests, bytes, onWire, median, p99, seen } of rows) {
    console.log(
      `| ${way} | ${Math.round(requests)} | ${kilo(bytes)} | ${kilo(onWire)} | ${ms(median)} | ${ms(p99)} | ${seen} |`,
    );
  }
}
