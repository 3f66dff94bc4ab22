// Bundles what the compiler has written, for pages without a bundler. The jar serves the bundles under /reality-web/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './bundle.js';

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
