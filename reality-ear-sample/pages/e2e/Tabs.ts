import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { executable, OPTIONS } from '../../../reality-web/e2e/chromium.js';

type Result = Record<string, unknown>;

/**
 * The tabs of one browser window: the front tab hides the others. Playwright keeps every page visible, so this class
 * uses the protocol of Chromium over a pipe (https://chromedevtools.github.io/devtools-protocol/).
 */
export class Tabs {
  readonly #profile = mkdtempSync(join(tmpdir(), 'reality-tabs-'));
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: { result: Result; error?: { message: string } }) => void>();
  #received = '';
  #last = 0;

  constructor() {
    this.#process = spawn(
      executable ?? 'chromium',
      ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.#profile}`, ...OPTIONS, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (this.#received + text).split('\0');
      this.#received = messages.pop()!;
      for (const message of messages) {
        const answer = JSON.parse(message) as { id?: number; result: Result; error?: { message: string } };
        this.#waiting.get(answer.id ?? 0)?.(answer);
      }
    });
  }

  /** Opens a tab in front of the others. */
  async open(url: string): Promise<Tab> {
    const { targetId } = (await this.send('Target.createTarget', { url })) as { targetId: string };
    const { sessionId } = (await this.send('Target.attachToTarget', { targetId, flatten: true })) as {
      sessionId: string;
    };
    return {
      show: () => this.send('Target.activateTarget', { targetId }),
      evaluate: async (expression) => {
        const { result } = (await this.send('Runtime.evaluate', { expression }, sessionId)) as {
          result: { value: unknown };
        };
        return result.value;
      },
    };
  }

  async send(method: string, params: Result, sessionId?: string): Promise<Result> {
    const id = ++this.#last;
    const answer = new Promise<{ result: Result; error?: { message: string } }>((resolve) =>
      this.#waiting.set(id, resolve),
    );
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    this.#waiting.delete(id);
    if (error) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.send('Browser.close', {});
    await ended;
    // The helper processes of Chromium end after it
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

export interface Tab {
  /** Brings it to the front. */
  show(): Promise<unknown>;
  /** What an expression is worth in the page. */
  evaluate(expression: string): Promise<unknown>;
}
