// Bundles the compiled modules for pages without a bundler: what the jar serves under /reality-web/.
import { build } from 'esbuild';

await build({
  entryPoints: {
    index: 'dist/index.js',
    react: 'dist/react/index.js',
    compat: 'dist/compat/index.js',
    ssr: 'dist/ssr/index.js',
  },
  outdir: 'target/classes/META-INF/resources/reality-web',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  external: ['react'],
  chunkNames: 'parts/[name]-[hash]',
  logLevel: 'warning',
});
