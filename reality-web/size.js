// Checks the size of what every page loads, minified and compressed.
// It also prints the size of what only live pages load.
import { brotliCompressSync } from 'node:zlib';
import { bundle } from './bundle.js';

const budgets = [
  { name: 'core', limit: 6000, code: "export { createRealityClient } from './dist/index.js';" },
  {
    name: 'core and hooks',
    limit: 7500,
    code: "export { createRealityClient } from './dist/index.js'; export * from './dist/react/index.js';",
  },
];

for (const { name, limit, code } of budgets) {
  const { files, metafile } = await bundle({ stdin: { contents: code, resolveDir: '.' }, outdir: 'out' });
  const sizes = new Map(files.map(({ path, text }) => [path, brotliCompressSync(text).length]));
  const sizeOf = (path) => [...sizes].find(([file]) => file.endsWith(path))[1];
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === '<stdin>');
  const first = reachable(metafile.outputs, entry);
  const now = first.reduce((sum, path) => sum + sizeOf(path), 0);
  const later = [...sizes.values()].reduce((sum, size) => sum + size, 0) - now;
  console.log(`${name}: ${now} of ${limit} bytes (brotli); later, to follow live: ${later}`);
  if (now > limit) {
    process.exitCode = 1;
  }
}

/** The files that a page loads at first. */
function reachable(outputs, path, found = []) {
  if (!found.includes(path)) {
    found.push(path);
    for (const { path: next, kind, external } of outputs[path].imports) {
      if (kind === 'import-statement' && !external) {
        reachable(outputs, next, found);
      }
    }
  }
  return found;
}
