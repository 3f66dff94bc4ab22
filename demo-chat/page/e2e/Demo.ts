import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A run of `./demo`: what a newcomer starts is what is tested. */
export class Demo {
  readonly #process: ChildProcess;
  #output = '';
  #status: number | undefined;

  constructor(...options: string[]) {
    this.#process = spawn('./demo', options, { cwd: fileURLToPath(new URL('../../..', import.meta.url)) });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#process.on('close', (status) => (this.#status = status ?? -1));
  }

  get output(): string {
    return this.#output;
  }

  /** Runs it until it has printed this text. */
  async until(text: string, ms: number): Promise<this> {
    const deadline = Date.now() + ms;
    while (!this.#output.includes(text)) {
      if (this.#status !== undefined || Date.now() > deadline) {
        throw new Error(`./demo did not print '${text}' but:\n${this.#output}`);
      }
      await pause(200);
    }
    return this;
  }

  url(node: number): string {
    return this.#mention(node)[1]!;
  }

  pid(node: number): number {
    return Number(this.#mention(node)[2]);
  }

  /** The command lines that it prints for people to try. */
  get commands(): string[] {
    return this.#output.split('\n').filter((line) => line.startsWith('curl '));
  }

  get secret(): string {
    return /Bearer (\w+)/.exec(this.#output)![1]!;
  }

  /** Ends it as a terminal or a service manager would, and returns its exit status. */
  async stop(): Promise<number> {
    this.#process.kill('SIGTERM');
    while (this.#status === undefined) {
      await pause(100);
    }
    return this.#status;
  }

  /** The last mention counts: a node that was started again has another process. */
  #mention(node: number): RegExpMatchArray {
    return [...this.#output.matchAll(new RegExp(`node-${node}(?: is back:)? +(http://[0-9.:]+)/ +pid (\\d+)`, 'g'))].at(-1)!;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
