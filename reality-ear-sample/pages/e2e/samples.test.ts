import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isTested, launch } from '../../../reality-web/e2e/chromium.js';
import type { Browser, BrowserContext, Page } from '../../../reality-web/e2e/chromium.js';
import { Script } from './Script.js';

const server = process.env['SERVER'] ?? 'payara';
/** The addresses of two nodes that run already, with a comma between them. Without them, the tests start `./sample`. */
const running = process.env['SAMPLE']?.split(',');
const start = 600_000;
/** The folder for screenshots. `SCREENSHOTS=../../docs/images` updates the documentation. */
const pictures = process.env['SCREENSHOTS'] ?? `target/screenshots/${server}`;
/** Screenshots for the documentation wait for full charts. */
const filled = (ms: number) => (process.env['SCREENSHOTS'] ? ms : 0);

/** The pages look the same from either server. */
const looks = server === 'payara';
const windows = [
  ['wide', 1360, 900],
  ['medium', 900, 800],
  ['narrow', 390, 844],
] as const;

/** RESTEasy begins an event stream with two line ends, which the page cannot see. */
const unseen = (client: string) => (server === 'wildfly' && client.startsWith('ticker-sse') ? 2 : 0);

interface Counted {
  readonly client: string;
  readonly requests: number;
  readonly bytes: number;
}

describe.runIf(isTested)(`the pages of ./sample on two nodes of ${server}`, () => {
  let sample: Script | undefined;
  let browser: Browser;
  let context: BrowserContext;
  let errors: string[];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    sample = running ? undefined : await Script.start('./sample', server, 2, start);
    browser = await launch();
  }, start);

  afterAll(async () => {
    await browser.close();
    expect(await sample?.stop()).toBe(sample && 143);
  }, 60_000);

  beforeEach(async () => {
    errors = [];
    context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
    await Promise.all(['sse-migration', 'polling-migration'].map((application) => pace(application, 0)));
  });

  afterEach(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });

  const url = (node: number) => sample?.url(node) ?? running![node - 1]!;

  async function open(node: number, path: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${url(node)}/${path}`);
    return page;
  }

  const pace = (application: string, perMinute: number) =>
    fetch(`${url(1)}/${application}/api/pace`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ perMinute }),
    });

  /** The figures that the page shows for its clients, and the figures of its node, at one moment. */
  const figures = (page: Page): Promise<{ shown: Counted[]; counted: Counted[] }> =>
    page.evaluate(async () => {
      const shown = [...document.querySelectorAll<HTMLElement>('.meter')].map((meter) => {
        const value = (fact: string) =>
          Number(meter.querySelector<HTMLElement>(`[data-fact="${fact}"]`)!.dataset['value']);
        return { client: meter.dataset['client']!, requests: value('requests'), bytes: value('bytes') };
      });
      const counted = shown.map(async ({ client }) => {
        const response = await fetch(`api/counters?label=${client}`);
        const { requests, bytesOut } = (await response.json()) as { requests: number; bytesOut: number };
        return { client, requests, bytes: bytesOut };
      });
      return { shown, counted: await Promise.all(counted) };
    });

  /** Tries again if a request is on its way. */
  const figuresAreThoseOfTheServer = (page: Page) =>
    vi.waitFor(
      async () => {
        const { shown, counted } = await figures(page);
        expect(shown.map((each) => ({ ...each, bytes: each.bytes + unseen(each.client) }))).toEqual(counted);
      },
      { timeout: 20_000, interval: 150 },
    );

  const column = (page: Page, color: string) => page.locator(`[data-way="${color}"]`);
  const delays = async (page: Page, color: string) =>
    Number(await column(page, color).locator('[data-fact="median"]').getAttribute('data-value'));
  const text = async (page: Page, color: string, part: string) =>
    (await column(page, color).locator(part).allTextContents()).join(' | ');

  test('the start page leads to the three applications, and each of them back', async () => {
    const page = await open(1, '');
    await page.screenshot({ path: `${pictures}/samples-start.png` });
    for (const [at, title] of ['Reality chat', 'From EventSource to Reality', 'From polling to Reality'].entries()) {
      await page.getByRole('link', { name: 'Open' }).nth(at).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByRole('link', { name: 'All samples' }).click();
      await page.getByRole('heading', { level: 1, name: 'Reality samples' }).waitFor();
    }
  });

  describe('chat', () => {
    const write = async (page: Page, message: string) => {
      await page.getByLabel('Message').fill(message);
      await page.getByLabel('Message').press('Enter');
    };
    const messages = (page: Page, message: string) => page.locator('.message', { hasText: message });
    const arrived = (page: Page, message: string) =>
      page.locator('.message:not(.pending)', { hasText: message }).waitFor({ timeout: 30_000 });
    const openChat = async (node: number, name: string) => {
      const page = await open(node, 'chat/');
      await page.locator('[data-fact="Version"]', { hasText: /\d+/ }).waitFor({ timeout: 30_000 });
      await page.getByLabel('Your name').fill(name);
      return page;
    };

    test('a message written at one node appears at the other', async () => {
      const [ada, grace] = [await openChat(1, 'Ada'), await openChat(2, 'Grace')];
      await write(grace, `Hello from the other node at ${Date.now()}`);
      await arrived(ada, 'Hello from the other node');
      await write(ada, 'That was quick, and without a socket.');
      await arrived(grace, 'without a socket');
      await arrived(ada, 'without a socket');
      await ada.waitForTimeout(500); // a message fades in
      await ada.screenshot({ path: `${pictures}/samples-chat.png` });
    });

    test('a message that the server rolls back shows, and disappears', async () => {
      const [ada, grace] = [await openChat(1, 'Ada'), await openChat(2, 'Grace')];
      let proceed!: () => void;
      const held = new Promise<void>((resolve) => (proceed = resolve));
      await ada.route('**/messages', async (route) => {
        await (route.request().method() === 'POST' ? held : undefined);
        await route.continue();
      });
      await write(ada, '/fail');
      await ada.locator('.message.pending', { hasText: '/fail' }).waitFor();
      proceed();
      await ada.getByRole('alert').waitFor();
      await messages(ada, '/fail').waitFor({ state: 'detached' });
      const after = `after the failure ${Date.now()}`;
      await ada.getByLabel('Message').fill('');
      await write(ada, after);
      await arrived(grace, after);
      expect(await messages(grace, '/fail').count()).toBe(0);
      expect(await messages(ada, after).count()).toBe(1);
    });

    test('HTML in a message is text', async () => {
      const ada = await openChat(1, 'Ada');
      const message = `<img src=x onerror="document.title='broken'"> <b>${Date.now()}</b>`;
      await write(ada, message);
      await arrived(ada, message);
      expect(await ada.locator('.message img, .text b').count()).toBe(0);
    });
  });

  describe('the ticker', () => {
    test.each([
      ['RealityEventSource', 'standIn'],
      ['the polling adapter', 'adapter'],
      ['the hook, when the page is used', 'native'],
      ['the live hook', 'longPoll'],
    ])('shows with %s the prices that EventSource shows, and the figures that the server counts', async (_, way) => {
      await pace('sse-migration', 120);
      const page = await open(1, `sse-migration/#${way}`);
      await column(page, 'classic').locator('tbody tr').nth(5).waitFor({ timeout: 30_000 });
      const first = await text(page, 'classic', '.price');
      await vi.waitFor(async () => expect(await delays(page, 'classic')).toBeGreaterThan(0), { timeout: 30_000 });
      await page.waitForTimeout(4000);
      await pace('sse-migration', 0);
      await page.waitForTimeout(1000);
      await page.getByRole('heading', { level: 2, name: 'What changed' }).click();
      await vi.waitFor(
        async () => {
          const [old, now] = [
            await text(page, 'classic', 'tbody th, .price'),
            await text(page, 'reality', 'tbody th, .price'),
          ];
          expect(now).toBe(old);
        },
        { timeout: 20_000, interval: 200 },
      );
      expect(await text(page, 'classic', '.price')).not.toBe(first);
      await figuresAreThoseOfTheServer(page);
      expect(await column(page, 'classic').locator('[data-fact="open"]').textContent()).toBe('1');
      expect(await column(page, 'reality').locator('[data-fact="open"]').textContent()).toBe(
        way === 'native' || way === 'adapter' ? '0' : '1',
      );
      expect(await page.locator('.code').last().textContent()).toContain(`After ${way}.ts`);
    });

    test('follows a pace that is set on the page', async () => {
      const page = await open(2, 'sse-migration/#longPoll');
      const slider = page.getByRole('slider');
      await slider.fill('6');
      await vi.waitFor(async () => expect(await delays(page, 'reality')).toBeGreaterThan(0), { timeout: 30_000 });
      expect(await (await fetch(`${url(1)}/sse-migration/api/pace`)).json()).toEqual({ perMinute: 300 });
      await slider.blur();
      await page.waitForTimeout(filled(25_000));
      await page.screenshot({ path: `${pictures}/samples-ticker.png`, fullPage: true });
    });
  });

  describe('the notification centre', () => {
    test('shows a new notification three times, and the figures that the server counts', async () => {
      const page = await open(1, 'polling-migration/');
      for (const color of ['classic', 'middle', 'reality']) {
        await column(page, color)
          .locator('.unread, .empty')
          .getByText(/unread|Nothing yet/)
          .waitFor({ timeout: 30_000 });
      }
      await page.getByRole('button', { name: 'Make a notification' }).click();
      const made = column(page, 'reality').locator('.notices li').first().getByText('Made by hand');
      await made.waitFor({ timeout: 10_000 });
      for (const color of ['classic', 'middle', 'reality']) {
        await vi.waitFor(async () => expect(await delays(page, color)).toBeGreaterThan(0), { timeout: 10_000 });
      }
      const [old, middle, now] = await Promise.all(
        ['classic', 'middle', 'reality'].map((color) => text(page, color, '.notices li')),
      );
      expect(middle).toBe(old);
      expect(now).toBe(old);
      await figuresAreThoseOfTheServer(page);
    });

    test('marks all as read in all three', async () => {
      const page = await open(2, 'polling-migration/');
      await page.getByRole('button', { name: 'Make a notification' }).click();
      await column(page, 'reality').locator('.notices li:not(.read)').first().waitFor({ timeout: 10_000 });
      await page.getByRole('button', { name: 'Mark all as read' }).click();
      for (const color of ['classic', 'middle', 'reality']) {
        await column(page, color)
          .locator('.unread', { hasText: /^0 unread/ })
          .waitFor({ timeout: 10_000 });
      }
    });

    test('shows with the hook that is not live what is new when the page is used', async () => {
      const page = await open(1, 'polling-migration/#native');
      await column(page, 'reality').locator('.unread').waitFor({ timeout: 30_000 });
      const words = `Made elsewhere at ${Date.now()}`;
      await fetch(`${url(2)}/polling-migration/api/notifications`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text: words }),
      });
      await column(page, 'middle').getByText(words).waitFor({ timeout: 10_000 });
      expect(await column(page, 'reality').getByText(words).count()).toBe(0);
      await page.getByRole('heading', { level: 2, name: 'What changed' }).click();
      await column(page, 'reality').getByText(words).waitFor({ timeout: 10_000 });
      await figuresAreThoseOfTheServer(page);
    });

    test('draws what it costs', async () => {
      await pace('polling-migration', 12);
      const page = await open(1, 'polling-migration/');
      await vi.waitFor(
        async () => {
          const drawn = await page
            .locator('.chart polyline')
            .evaluateAll((lines) => lines.map((line) => (line.getAttribute('points') ?? '').split(' ').length));
          expect(drawn).toHaveLength(6);
          expect(Math.min(...drawn)).toBeGreaterThan(10);
        },
        { timeout: 40_000, interval: 500 },
      );
      for (const color of ['classic', 'middle', 'reality']) {
        expect(await delays(page, color)).toBeGreaterThan(0);
      }
      await page.waitForTimeout(filled(20_000));
      await page.screenshot({ path: `${pictures}/samples-notifications.png`, fullPage: true });
    });
  });

  test.runIf(looks).each(['', 'chat/', 'sse-migration/', 'polling-migration/'])(
    '/%s fits into windows of every size',
    async (path) => {
      await pace('sse-migration', 60);
      await pace('polling-migration', 60);
      const page = await open(1, path);
      await page.waitForTimeout(2500); // changes come every second
      for (const [name, width, height] of windows) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(500);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, name).toBe(0);
        await page.screenshot({
          path: `target/screenshots/${path.replace('/', '') || 'start'}-${name}.png`,
          fullPage: true,
        });
      }
    },
  );
});
