import { defineConfig } from 'vitest/config';

const react18 = (name: string) => new URL(`test/react-18/node_modules/${name}`, import.meta.url).pathname;

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'core', include: ['test/{core,compat,ssr,docs}/**/*.test.ts'], environment: 'node' } },
      {
        test: { name: 'react 19', include: ['test/react/**/*.test.tsx'], environment: 'jsdom' },
      },
      {
        resolve: {
          alias: [{ find: /^(react|react-dom)(\/.*)?$/, replacement: react18('') + '$1$2' }],
        },
        test: { name: 'react 18', include: ['test/react/**/*.test.tsx'], environment: 'jsdom' },
      },
    ],
  },
});
