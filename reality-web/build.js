// Finishes what the compiler has made: short names for what only these modules know of each other, and bundles for pages
// without a bundler, which the jar serves under /reality-web/.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { bundle } from './bundle.js';

/** Properties of objects that never leave the package. */
const INTERNAL = [
  ...[
    'ask',
    'askedAt',
    'deny',
    'idle',
    'isUnused',
    'learn',
    'rendered',
    'rest',
    'resume',
    'seen',
    'subscribers',
    'view',
  ], // of a key
  ...['coveredBy', 'effect', 'landing', 'sequence', 'settledAt'], // of a load, and of an optimistic change
  ...['avoidUntil', 'choose', 'failed', 'forgive', 'isAnyAvailable', 'succeeded'], // of the servers
  ...['enqueue', 'follower', 'mostKeys', 'nap', 'pause', 'received', 'waiting', 'wake'], // of the conversation
  ...['follow', 'giveWay', 'turn'], // of what follows live
  ...['isHeld', 'since'], // of an answer
  ...['emit', 'pool', 'stats', 'tick'], // of the settings
];
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const named = (names) => new RegExp(`\\b(${names.join('|')})\\b`);
const PRIVATE_MODULES = named(['Emitter', 'KeyEntry', 'Live', 'ServerPool', 'Settings', 'Syncer', 'Tabs']);
const files = readdirSync('dist', { recursive: true }).map((file) => `dist/${file}`);

for (const file of files.filter((name) => name.endsWith('.d.ts') && !PRIVATE_MODULES.test(name))) {
  const code = readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '');
  const [, name] = new RegExp(`${named(INTERNAL).source}(?=[?(:<])`).exec(code) ?? [];
  if (name) {
    throw new Error(`${file} has ${name}, which is to be a name that only the package knows`);
  }
}

await build({
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
  entryPoints: files.filter((file) => file.endsWith('.js')),
  outdir: 'dist',
  outbase: 'dist',
  allowOverwrite: true,
  mangleProps: new RegExp(`^${named(INTERNAL).source}$`),
  // Given, because the modules are not bundled here: left to itself, each would get names of its own.
  mangleCache: Object.fromEntries(INTERNAL.map((name, at) => [name, LETTERS[at]])),
});

const { files: pages } = await bundle({
  entryPoints: {
    index: 'dist/index.js',
    react: 'dist/react/index.js',
    compat: 'dist/compat/index.js',
    ssr: 'dist/ssr/index.js',
  },
  outdir: 'target/classes/META-INF/resources/reality-web',
  chunkNames: 'parts/[name]-[hash]',
  sourcemap: 'linked',
});
for (const { path, text } of pages) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
