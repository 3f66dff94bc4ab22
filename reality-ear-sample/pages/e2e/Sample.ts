import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A run of `./sample`: what a newcomer starts is what is tested. */
export class Sample {
  readonly #process: ChildProcess;
  #output = '';
  #status: number | undefined;

  constructor(...options: string[]) {
    this.#process = spawn('./sample', options, { cwd: fileURLToPath(new URL('../../..', import.meta.url)) });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#process.on('close', (status) => (this.#status = status ?? -1));
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until it has printed this text. */
  async until(text: string, ms: number): Promise<this> {
    const deadline = Date.now() + ms;
    while (!this.#output.includes(text)) {
      if (this.#status !== undefined || Date.now() > deadline) {
        throw new Error(`./sample did not print '${text}' but:\n${this.#output}`);
      }
      await pause(200);
    }
    return this;
  }

  /** The address of a node's start page. */
  url(node: number): string {
    return new RegExp(`node-${node} +(http://[0-9.:]+)/`).exec(this.#output)![1]!;
  }

  /** Ends it as a terminal or a service manager would, and returns its exit status. */
  async stop(): Promise<number> {
    this.#process.kill('SIGTERM');
    while (this.#status === undefined) {
      await pause(100);
    }
    return this.#status;
  }
}
