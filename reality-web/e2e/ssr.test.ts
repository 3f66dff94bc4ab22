import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isTested, launch } from './chromium.js';
import { SsrServer } from './SsrServer.js';

describe.runIf(isTested)('a page that Vite has rendered in Node', () => {
  let server: SsrServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    server = await new SsrServer().start();
    browser = await launch();
    page = await browser.newPage();
    page.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') {
        problems.push(line.text());
      }
    });
    page.on('pageerror', (error) => problems.push(error.message));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const count = (key: string) => page.locator(`#${key}`);

  test('has its data in the HTML, and hydrates without reloading it and without a flash', async () => {
    // Everything that the elements showed since the first paint
    await page.addInitScript(() => {
      const shown = ((globalThis as unknown as { shown: string[] }).shown = [] as string[]);
      new MutationObserver(() => {
        const text = [...document.querySelectorAll('output')].map((output) => output.textContent).join();
        if (shown.at(-1) !== text && text.includes(',')) {
          shown.push(text);
        }
      }).observe(document, { childList: true, subtree: true, characterData: true });
    });
    await page.goto(server.url);
    await expect
      .poll(() => server.requests.filter((request) => request.endsWith('/reality/sync')).length, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(2);
    expect(await page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual(['1,2']);
    expect(server.requests.filter((request) => request.includes('/api/'))).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('follows changes after that, and loads only changed data', async () => {
    server.change('second', 20);
    await expect.poll(() => count('second').textContent()).toBe('20');
    expect(await count('first').textContent()).toBe('1');
    expect(server.requests.filter((request) => request.includes('/api/'))).toEqual(['GET /api/second']);
  });

  test('changes data', async () => {
    await page.getByRole('button').first().click();
    await expect.poll(() => count('first').textContent()).toBe('2');
    await expect
      .poll(() => server.requests.filter((request) => request.includes('/api/first')))
      .toEqual(['POST /api/first', 'GET /api/first']);
    expect(await count('first').textContent()).toBe('2');
    expect(problems).toEqual([]);
  });
});
