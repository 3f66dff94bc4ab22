import { defineConfig } from 'vitest/config';

const sample = process.env['SAMPLE']?.split(',')[0] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  build: { emptyOutDir: true, target: 'es2022' },
  // The client is linked from its folder, which has another React for its tests
  resolve: { dedupe: ['react', 'react-dom'] },
  // `npm run dev` serves the pages at /start/, /chat/, ... with the data of a running ./sample
  server: { proxy: { '^/[a-z-]+/(api|reality)(/|$)': sample } },
  test: {
    include: ['e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    maxWorkers: 1,
    isolate: false,
  },
});
