import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  build: { outDir: '../target/page', emptyOutDir: true, target: 'es2022' },
  // The client is linked from its folder, which has a React of its own for its tests
  resolve: { dedupe: ['react', 'react-dom'] },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/reality': 'http://127.0.0.1:8080' } },
  test: {
    include: ['e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    maxWorkers: 1,
    isolate: false,
  },
});
