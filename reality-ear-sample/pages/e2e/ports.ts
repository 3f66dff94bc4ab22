import { createServer } from 'node:net';

/** The ports that two nodes use, relative to the first: HTTP, cluster, management, database. */
const USED = [0, 1, 100, 101, 200, 201, 300];

/** A first port with which ./demo and ./sample can be started now. */
export async function freeFirstPort(): Promise<number> {
  for (;;) {
    const first = 18_000 + Math.floor(Math.random() * 1_700); // below the ports of outgoing connections
    const free = await Promise.all(USED.map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) {
      return first;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
