// Measures many keys: the heap per key, the time to sweep half of them, and the time of a sync meanwhile.
// keys.mjs A B COUNT LOG... The nodes have a reality.memory.max-keys of 5/9 of COUNT, and a reality.sweep.interval
// that is longer than the steps before the sweep. LOG are their logs, which report the sweep.
import { readFileSync } from 'node:fs';
import { Client, median, pause, percentile, post, prepared, request } from './http.mjs';

const [a, b, countText, ...logs] = process.argv.slice(2);
const count = +countText;
const PER_REQUEST = 20_000;
const key = (i) => `shop:order:${String(i).padStart(10, '0')}`;
await post(a, '/reality/invalidate', { keys: ['shop:order'] });
const heap = async (base) => (await request(base, 'GET', '/baseline/heap')).used;
const swept = () =>
  logs
    .map((log) => /REALITY-1110: Swept (\d+) keys in (\d+) ms.* (\d+) remain/.exec(readFileSync(log, 'latin1')))
    .find((line) => line);

const before = (await heap(a)) + (await heap(b));
const loading = performance.now();
let next = 0;
await Promise.all(
  [a, b, a, b].map(async (base) => {
    for (let first = (next += PER_REQUEST) - PER_REQUEST; first < count; first = (next += PER_REQUEST) - PER_REQUEST) {
      await post(base, `/baseline/copies/shop:order/${first}/${PER_REQUEST}`, {});
    }
  }),
);
const loaded = (performance.now() - loading) / 1000;
const held = (await heap(a)) + (await heap(b)) - before;
console.log(
  `${count} keys of ${key(0).length} characters, copied in ${loaded.toFixed(0)} s: ` +
    `${(held / count / 2).toFixed(0)} bytes of heap for each, on its owner and on its backup`,
);

const newest = Array.from({ length: 10 }, (_, i) => `shop:current:${i}`);
const { versions } = await post(b, '/reality/invalidate', { keys: newest });
let client;
const sync = async () => {
  // The server closes a connection after a few hundred responses, and announces it in the last one.
  client ??= await Client.connect(b);
  return new Promise((resolve, reject) => {
    const start = performance.now();
    client.onClose = () => reject(new Error('the server closed the connection'));
    client.onAnswer = (status, text) => {
      if (/connection: close/i.test(text)) client = client.close();
      if (status === 200) resolve(performance.now() - start);
      else reject(new Error(text));
    };
    client.send(prepared(b, '/reality/sync', { known: versions, hint: 'mutation' }));
  });
};
if (swept()) throw new Error('The sweep ended before the measurement; set a longer INTERVAL');

// The sweep logs its end and its duration, which tells the syncs before it from those during it.
const syncs = [];
let end;
for (const begun = performance.now(); !end; await pause(10)) {
  const at = performance.now();
  syncs.push({ at, took: await sync() });
  if (syncs.length % 20 === 0) end = swept();
  if (at - begun > 600_000) throw new Error('No sweep within 10 minutes; set a shorter INTERVAL');
}
const took = +end[2];
const start = performance.now() - took;
const warm = syncs[0].at + 3000;
const quiet = syncs.filter(({ at }) => at > warm && at < start - 500).map((each) => each.took);
const meanwhile = syncs.filter(({ at }) => at > start + 500).map((each) => each.took);
if (quiet.length < 200) throw new Error(`Only ${quiet.length} syncs before the sweep; set a longer INTERVAL`);
console.log(
  `${end[1]} of them swept in ${(took / 1000).toFixed(1)} s, ${((+end[1] / took) * 1000).toFixed(0)}/s; ${end[3]} left`,
);
const figures = (values) =>
  `${values.length} syncs, median ${median(values).toFixed(2)} ms, p99 ${percentile(values, 0.99).toFixed(2)} ms, ` +
  `longest ${Math.max(...values).toFixed(0)} ms`;
console.log(`sync of 10 keys before the sweep: ${figures(quiet)}`);
console.log(`sync of 10 keys during the sweep: ${figures(meanwhile)}`);
console.log(
  `ratio, during to before: median ${(median(meanwhile) / median(quiet)).toFixed(2)}, ` +
    `p99 ${(percentile(meanwhile, 0.99) / percentile(quiet, 0.99)).toFixed(2)}`,
);
process.exit(0);
