// Measures the time from a change on A to the response to a held request on B. propagation.mjs A B [rounds=200]
import { Client, median, pause, percentile, prepared, update } from './http.mjs';

const [a, b, rounds = 200] = process.argv.slice(2);
const key = `propagation:${process.pid}`;
const waiting = await Client.connect(b);
let { version } = await update(a, key, 'start');
const fromSending = [];
const fromReturn = [];

for (let round = -20; round < rounds; round++) {
  const answered = new Promise((resolve, reject) => {
    waiting.onAnswer = (status, answer) =>
      status === 200 && answer.includes(key) ? resolve(performance.now()) : reject(new Error(answer));
  });
  waiting.send(prepared(b, '/reality/sync', { known: { [key]: version }, hint: 'idle', wait: 25000 }));
  await pause(20 + Math.random() * 20);
  const sent = performance.now();
  ({ version } = await update(a, key, `hash-${round}`));
  const returned = performance.now();
  const notified = await answered;
  if (round >= 0) {
    // Earlier rounds are a warm-up.
    fromSending.push(notified - sent);
    fromReturn.push(notified - returned);
  }
}
waiting.close();
const figures = (values) => `median ${median(values).toFixed(2)} ms, p99 ${percentile(values, 0.99).toFixed(2)} ms`;
console.log(`propagation, ${rounds} changes, from the return of the change: ${figures(fromReturn)}`);
console.log(`propagation, ${rounds} changes, from sending the change:       ${figures(fromSending)}`);
process.exit(0);
