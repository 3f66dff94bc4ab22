// One page for each WAR, each in a folder of its own that needs nothing beside it.
import { build } from 'vite';

for (const page of ['start', 'chat', 'sse-migration', 'polling-migration']) {
  await build({ configFile: './vite.config.ts', root: page, build: { outDir: `../dist/${page}` } });
}
