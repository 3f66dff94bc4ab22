import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { RealityClient } from '@socketless/reality-web';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isTested, launch } from '../../../reality-web/e2e/chromium.js';
import type { Browser, BrowserContext, Page } from '../../../reality-web/e2e/chromium.js';
import { isAlive, Script } from './Script.js';
import { Tabs } from './Tabs.js';

const server = process.env['SERVER'] ?? 'payara';
const start = 360_000;

describe.runIf(isTested)(`./demo on two nodes of ${server}`, () => {
  let demo: Script;
  let browser: Browser;
  let contexts: BrowserContext[] = [];

  beforeAll(async () => {
    demo = await Script.start('./demo', server, 2, start);
    browser = await launch();
  }, start);

  afterAll(async () => {
    await browser.close();
    const pids = [demo.pid(1), demo.pid(2)];
    expect(await demo.stop()).toBe(143);
    expect(demo.output).toContain('Stopped.');
    expect(pids.filter(isAlive)).toEqual([]);
  }, 60_000);

  beforeEach(() => {
    contexts = [];
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
  });

  /** A page of a node in a separate browser context. */
  async function open(node: number, room: string): Promise<Page> {
    const context = await browser.newContext();
    contexts.push(context);
    return openIn(context, node, room);
  }

  async function openIn(context: BrowserContext, node: number, room: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${demo.url(node)}/#${room}`);
    await page.locator('[data-fact="Version"]', { hasText: /\d+/ }).waitFor({ timeout: 30_000 });
    return page;
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.getByLabel('Message').fill(text);
    await page.getByLabel('Message').press('Enter');
  }

  const message = (page: Page, text: string) => page.locator('.message', { hasText: text });
  const arrived = (page: Page, text: string) =>
    page.locator('.message:not(.pending)', { hasText: text }).waitFor({ timeout: 30_000 });
  const newRoom = () => `room-${Math.random().toString(36).slice(2, 8)}`;
  const run = promisify(execFile);

  test('a message written on one page appears on another, through the other node', async () => {
    const room = newRoom();
    const [one, two] = [await open(1, room), await open(2, room)];
    await write(one, 'hello from node-1');
    await arrived(two, 'hello from node-1');
    await arrived(one, 'hello from node-1');
    expect(await two.locator('[data-fact="Reported by"]').textContent()).toBe('node-2');
    await vi.waitFor(async () => {
      expect(await two.locator('[data-fact="Changed by"]').textContent()).toBe('node-1');
    });
    await write(two, 'hello back');
    await arrived(one, 'hello back');
    expect(await one.locator('.rooms').textContent()).toContain(room);
  });

  test('HTML in a message is text', async () => {
    const page = await open(1, newRoom());
    const text = '<img src=x onerror="document.title=\'broken\'"> <b>bold</b>';
    await write(page, text);
    await arrived(page, text);
    expect(await page.locator('.message img, .message .text b').count()).toBe(0);
    expect(await page.title()).toBe('Reality chat');
  });

  test('the commands that the demo prints work as printed', async () => {
    const [sync, wait, update] = demo.commands as [string, string, string];
    const bash = async (command: string) => (await run('bash', ['-c', command])).stdout;
    const first = JSON.parse(await bash(sync)) as { changed: Record<string, { version: number }> };
    const { version } = first.changed['chat:room:general']!;
    const waiting = bash(wait.replace(/"chat:room:general":\d+/, `"chat:room:general":${version}`));
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, 'waits'))])).toBe('waits');
    expect(await bash(update)).toContain('"hash":"by-hand"');
    expect(await waiting).toContain('"hash":"by-hand"');
  });

  test('the page of docs/browser.md, which has no bundler, follows a room with the modules of the jar', async () => {
    const docs = await readFile(new URL('../../../docs/browser.md', import.meta.url), 'utf8');
    const body = /```html\n([\s\S]*?)```/.exec(docs)![1]!;
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    const shown: unknown[] = [];
    page.on(
      'console',
      (line) =>
        void line
          .args()[0]
          ?.jsonValue()
          .then((value) => shown.push(value)),
    );
    await page.route('**/plain.html', (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(`${demo.url(2)}/plain.html`);
    await vi.waitFor(() => expect(shown.at(-1)).toBeInstanceOf(Array), { timeout: 30_000 });
    const text = `to a page without a bundler ${newRoom()}`;
    await write(await open(1, 'general'), text);
    await vi.waitFor(() => expect(shown.at(-1)).toContainEqual(expect.objectContaining({ text })), { timeout: 30_000 });
  });

  describe.runIf(server === 'payara')('in the browser', () => {
    test('a message shows before the server has it, and disappears if the server fails', async () => {
      const page = await open(1, newRoom());
      const other = await open(2, new URL(page.url()).hash.slice(1));
      let proceed!: () => void;
      const held = new Promise<void>((resolve) => (proceed = resolve));
      await page.route('**/messages', async (route) => {
        if (route.request().method() === 'POST') {
          await held;
        }
        await route.continue();
      });
      await write(page, 'first');
      await write(page, '/fail on purpose');
      await page.locator('.message.pending', { hasText: 'first' }).waitFor();
      await page.locator('.message.pending', { hasText: '/fail' }).waitFor();
      proceed();
      await arrived(page, 'first');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').textContent()).toContain(
        'Message not sent: The message was written and then rolled back',
      );
      await message(page, '/fail').waitFor({ state: 'detached' });
      await arrived(other, 'first');
      expect(await message(other, '/fail').count()).toBe(0);
      expect(await message(page, 'first').count()).toBe(1);
    });

    test('offline the page keeps what it has, and online it catches up', async () => {
      const room = newRoom();
      const [page, other] = [await open(1, room), await open(2, room)];
      await write(page, 'before');
      await arrived(page, 'before');
      await page.context().setOffline(true);
      await write(other, 'while you were away');
      await arrived(other, 'while you were away');
      expect(await message(page, 'before').count()).toBe(1);
      expect(await message(page, 'while you').count()).toBe(0);
      await page.context().setOffline(false);
      await arrived(page, 'while you were away');
    });

    test('a hidden tab holds no request, and catches up when it is shown', async () => {
      const room = newRoom();
      const other = await open(2, room);
      const tabs = new Tabs();
      try {
        const page = await tabs.open(`${demo.url(1)}/#${room}`);
        const text = () => page.evaluate('document.body.innerText');
        await vi.waitFor(
          async () => {
            expect(await page.evaluate(`document.querySelector('[data-fact="Version"]')?.textContent`)).toMatch(/\d/);
          },
          { timeout: 30_000, interval: 200 },
        );
        await page.evaluate('const send = fetch; let sent = 0; window.fetch = (...all) => (sent++, send(...all))');
        await write(other, 'while you look');
        await vi.waitFor(async () => expect(await text()).toContain('while you look'), {
          timeout: 30_000,
          interval: 100,
        });
        expect(await page.evaluate('sent')).toBeGreaterThan(0);

        await tabs.open('about:blank');
        await vi.waitFor(async () => expect(await page.evaluate('document.visibilityState')).toBe('hidden'));
        await other.waitForTimeout(500);
        await page.evaluate('sent = 0');
        await write(other, 'while you looked away');
        await arrived(other, 'while you looked away');
        await other.waitForTimeout(1000);
        expect(await page.evaluate('sent')).toBe(0);
        expect(await text()).not.toContain('looked away');

        await page.show();
        await vi.waitFor(async () => expect(await text()).toContain('while you looked away'), {
          timeout: 30_000,
          interval: 100,
        });
      } finally {
        await tabs.close();
      }
    });

    test.each([
      ['with Web Locks', true],
      ['without them, as on a page without HTTPS', false],
    ])('one of several tabs holds the request, and all receive changes: %s', async (_, hasLocks) => {
      const room = newRoom();
      const context = await browser.newContext();
      contexts.push(context);
      if (!hasLocks) {
        await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
      }
      const tabs = [
        await openIn(context, 1, room),
        await openIn(context, 1, newRoom()),
        await openIn(context, 1, room),
      ];
      const holding = new Set<number>();
      tabs.forEach((tab, at) =>
        tab.on('request', (request) => {
          if (request.postData()?.includes('"wait"')) {
            holding.add(at);
          }
        }),
      );
      const other = await open(2, room);
      for (const text of ['one', 'two', 'three']) {
        await write(other, `change ${text}`);
        await arrived(tabs[0]!, `change ${text}`);
        await arrived(tabs[2]!, `change ${text}`);
      }
      expect([...holding]).toHaveLength(1);
      expect(await tabs[0]!.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('reality:')))).toBe(
        !hasLocks,
      );
    });

    test('the page holds no more memory after 1,000 updates', async () => {
      const page = await open(1, newRoom());
      const session = await page.context().newCDPSession(page);
      const used = async () => {
        await session.send('HeapProfiler.collectGarbage');
        return (await session.send('Runtime.getHeapUsage')).usedSize;
      };
      // Ten rooms at a time, each of which the page then loads
      const update = (rounds: number) =>
        page.evaluate(
          async ({ secret, times }) => {
            const { reality } = globalThis as unknown as { reality: RealityClient };
            const keys = Array.from({ length: 10 }, (_, at) => `chat:room:memory-${at}`);
            const ends = keys.map((key) => reality.subscribe<unknown>(key, () => undefined));
            await reality.syncKeys(keys);
            const { changes, fetches } = reality.getStats();
            for (let round = 0; round < times; round++) {
              await fetch('/reality/invalidate', {
                method: 'POST',
                headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
                body: JSON.stringify({ keys }),
              });
              await reality.syncKeys(keys);
            }
            ends.forEach((end) => end());
            const now = reality.getStats();
            return { changes: now.changes - changes, fetches: now.fetches - fetches };
          },
          { secret: demo.secret, times: rounds },
        );
      await update(10);
      const before = await used();
      expect(await update(100)).toEqual({ changes: 1000, fetches: 1000 });
      const growth = (await used()) - before;
      console.log(
        `memory after 1,000 updates: ${Math.round(before / 1024)} KiB before, ${Math.round(growth / 1024)} KiB more`,
      );
      expect(growth).toBeLessThan(1024 * 1024);
    }, 300_000);

    test.each([
      ['wide', 1360, 860],
      ['medium', 960, 800],
      ['narrow', 390, 844],
    ])('fits into a %s window', async (name, width, height) => {
      const [page, other] = [await open(1, 'general'), await open(2, 'general')];
      await page.setViewportSize({ width, height });
      await page.getByLabel('Your name').fill('Ada');
      await other.getByLabel('Your name').fill('Grace');
      await write(other, `Hello from the other node (${name})`);
      await arrived(page, `other node (${name})`);
      await write(page, `That was quick, and without a socket (${name}).`);
      await arrived(other, `socket (${name})`);
      await page.waitForTimeout(500);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.screenshot({ path: `target/screenshots/demo-${name}.png`, fullPage: name === 'narrow' });
    });
  });

  test(
    'a page fails over when its node is killed, and the node restarts',
    async () => {
      const room = newRoom();
      const [page, other] = [await open(2, room), await open(1, room)];
      await write(page, 'before');
      await arrived(other, 'before');
      process.kill(demo.pid(2), 'SIGKILL');
      await page.locator('.server.unhealthy').waitFor({ timeout: 30_000 });
      await write(other, 'node-2 is gone');
      await arrived(page, 'node-2 is gone');
      await write(page, 'and I am still here');
      await arrived(other, 'and I am still here');
      expect(await page.locator('[data-fact="Reported by"]').textContent()).toBe('node-1');
      await demo.until('node-2 is back', start);
      const fresh = await open(2, room);
      await arrived(fresh, 'and I am still here');
    },
    start,
  );
});
