// Measures the fan-out of one key to many clients: the time until the last response, and the heap per waiter compared
// with a suspended JAX-RS request. fanout.mjs BASE [clients=5000] [rounds=5]
import { Client, median, pause, post, prepared, request, update } from './http.mjs';

const [base, clientsText = 5000, roundsText = 5] = process.argv.slice(2);
const count = +clientsText;
const rounds = +roundsText;
const key = `fanout:${process.pid}`;
const heap = async () => (await request(base, 'GET', '/baseline/heap')).used;

const clients = [];
while (clients.length < count) {
  clients.push(
    ...(await Promise.all(Array.from({ length: Math.min(200, count - clients.length) }, () => Client.connect(base)))),
  );
}

function sendAll(bytes) {
  let left = count;
  let last = 0;
  const done = new Promise((resolve, reject) => {
    for (const client of clients) {
      client.onClose = () => reject(new Error(`the server closed a connection; ${left} responses are missing`));
      client.onAnswer = (status) => {
        if (status !== 200) reject(new Error(`status ${status}`));
        last = performance.now();
        if (--left === 0) resolve(last);
      };
    }
  });
  clients.forEach((client) => client.send(bytes));
  return { done, early: () => count - left };
}

async function answered(start) {
  return await start.done;
}

async function settled(start) {
  await pause(3000);
  if (start.early() > 0) throw new Error(`${start.early()} responses arrived before the change`);
}

const suspended = [];
const waiters = [];
const last = [];
let { version } = await update(base, key, 'start');
for (let round = -1; round < rounds; round++) {
  // The first round is a warm-up.
  const before = await heap();
  const bare = sendAll(prepared(base, '/baseline/suspend', { known: { [key]: version }, hint: 'idle', wait: 60000 }));
  await settled(bare);
  const heldBare = (await heap()) - before;
  await post(base, '/baseline/resume', {});
  await answered(bare);

  const between = await heap();
  const waits = sendAll(prepared(base, '/reality/sync', { known: { [key]: version }, hint: 'idle', wait: 25000 }));
  await settled(waits);
  const heldWaiting = (await heap()) - between;
  const changed = performance.now();
  ({ version } = await update(base, key, `hash-${round}`));
  const took = (await answered(waits)) - changed;
  if (round >= 0) {
    suspended.push(heldBare / count);
    waiters.push(heldWaiting / count);
    last.push(took);
  }
}
const kib = (bytes) => `${(bytes / 1024).toFixed(2)} KiB`;
console.log(
  `fan-out to ${count} clients, from sending the change to the last response: ` +
    `${last.map((ms) => ms.toFixed(0)).join(', ')} ms; ` +
    `median ${median(last).toFixed(0)} ms`,
);
console.log(
  `heap per waiter ${kib(median(waiters))}, per suspended JAX-RS request ${kib(median(suspended))}, ` +
    `difference ${kib(median(waiters) - median(suspended))}`,
);
process.exit(0);
