import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** The browser of this machine: what the environment variable CHROMIUM names, or the first found on the path. */
export const executable = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(':').flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `${folder}/${name}`),
  ),
].find((path) => path !== undefined && existsSync(path));

/** A developer's machine may lack a browser; where the project is tested for others, none may be missing. */
export const isTested = executable !== undefined || process.env['CI'] !== undefined;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? 'chromium',
    args: [
      '--no-sandbox', // root has none
      '--disable-gpu',
      '--force-prefers-reduced-motion', // without a GPU every frame of an animation costs a processor
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
