// Prints the body of a sync of unchanged keys. body.mjs BASE [keys=10]
import { post } from './http.mjs';

const [base, count = 10] = process.argv.slice(2);
const keys = Array.from({ length: +count }, (_, i) => `chat:room:${String(i).padStart(4, '0')}`);
const { versions } = await post(base, '/reality/invalidate', { keys });
console.log(
  JSON.stringify({
    known: versions,
    clientId: '3f2b8a6e-5d0c-4a37-9b0e-1c2d3e4f5a6b',
    mode: 'native',
    hint: 'interaction',
    timestamp: 1700000000000,
  }),
);
process.exit(0);
