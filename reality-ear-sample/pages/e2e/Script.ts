import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freeFirstPort } from './ports.js';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A run of `./demo` or `./sample`. The tests start what a new user starts. */
export class Script {
  readonly #name: string;
  readonly #process: ChildProcess;
  #output = '';
  #status: number | undefined;

  private constructor(name: string, options: readonly string[]) {
    this.#name = name;
    this.#process = spawn(name, options, { cwd: ROOT });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#process.on('close', (status) => (this.#status = status ?? -1));
  }

  /** Starts the previous build on free ports, and waits until the nodes are ready. */
  static async start(name: './demo' | './sample', server: string, nodes: number, ms: number): Promise<Script> {
    const port = await freeFirstPort();
    const options = ['--no-build', '--server', server, '--nodes', String(nodes), '--port', String(port)];
    const script = new Script(name, options);
    await script.until('Ctrl-C stops everything.', ms);
    return script;
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until the script has printed this text. */
  async until(text: string, ms: number): Promise<void> {
    const deadline = Date.now() + ms;
    while (!this.#output.includes(text)) {
      if (this.#status !== undefined || Date.now() > deadline) {
        throw new Error(`${this.#name} did not print '${text}' but:\n${this.#output}`);
      }
      await pause(200);
    }
  }

  /** The address of a node, without a slash at its end. */
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

  /** Ends it like a terminal or a service manager, and returns its exit status. */
  async stop(): Promise<number> {
    this.#process.kill('SIGTERM');
    while (this.#status === undefined) {
      await pause(100);
    }
    return this.#status;
  }

  /** The last mention counts: a node that was restarted has another process. */
  #mention(node: number): RegExpMatchArray {
    const mentions = new RegExp(`node-${node}(?: is back:)? +(http://[0-9.:]+)/ .*pid (\\d+)`, 'g');
    return [...this.#output.matchAll(mentions)].at(-1)!;
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
