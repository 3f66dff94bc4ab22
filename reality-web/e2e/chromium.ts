import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** For page tests of other folders, which need no Playwright of their own. */
export type { Browser, BrowserContext, Page } from 'playwright-core';

/** The browser of this machine: the value of the environment variable CHROMIUM, or the first one on the PATH. */
export const executable = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '')
    .split(':')
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `${folder}/${name}`)),
].find((path) => path !== undefined && existsSync(path));

/** A developer's machine can lack a browser. With CI set, the tests fail instead of being skipped. */
export const isTested = executable !== undefined || process.env['CI'] !== undefined;

export const OPTIONS = [
  '--no-sandbox', // root has none
  '--disable-gpu',
  '--force-prefers-reduced-motion', // without a GPU every frame of an animation costs a processor
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executable ?? 'chromium', args: OPTIONS });
}
