import { defineConfig } from 'vitest/config';

const react18 = (name: string) => new URL(`test/react-18/node_modules/${name}`, import.meta.url).pathname;
const built = (name: string) => new URL(`dist/${name}`, import.meta.url).pathname;

/** How long a test may take that hangs; none of them measures time. */
const testTimeout = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'core', include: ['test/{core,compat,ssr,docs}/**/*.test.ts'], environment: 'node', testTimeout },
      },
      {
        test: { name: 'react 19', include: ['test/react/**/*.test.tsx'], environment: 'jsdom', testTimeout },
      },
      {
        resolve: {
          alias: [{ find: /^(react|react-dom)(\/.*)?$/, replacement: react18('') + '$1$2' }],
        },
        test: { name: 'react 18', include: ['test/react/**/*.test.tsx'], environment: 'jsdom', testTimeout },
      },
      {
        // The published modules, as the compiler writes them.
        resolve: { alias: [{ find: /^\.\.\/\.\.\/src\/(.*\bindex\.js)$/, replacement: built('') + '$1' }] },
        test: {
          name: 'built',
          include: ['test/core/{live,mutations,servers,sync,tabs}.test.ts', 'test/compat/*.test.ts'],
          environment: 'node',
          testTimeout,
        },
      },
    ],
  },
});
