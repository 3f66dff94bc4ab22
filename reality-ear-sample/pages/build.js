// Builds one page for each WAR, each into a self-contained folder.
import { build } from 'vite';

for (const page of ['start', 'chat', 'sse-migration', 'polling-migration']) {
  await build({ configFile: './vite.config.ts', root: page, build: { outDir: `../dist/${page}` } });
}
