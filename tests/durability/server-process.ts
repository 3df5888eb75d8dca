import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/objectos/server/bin/objectos.js', import.meta.url));
const preloads = (...names: readonly string[]): readonly string[] => names.flatMap((name) => ['--import', new URL(name, import.meta.url).href]);

/** The app that is started here unless another is named. */
export const durabilityApp = fileURLToPath(new URL('app', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly data: string;
  readonly app?: string;
  /** How far its clock is ahead of ours, in milliseconds. */
  readonly ahead?: number;
  /** A file of this folder that is loaded before the server. */
  readonly preload?: string;
}

/** A real `objectos start`, which a test may kill. */
export class ServerProcess {
  readonly data: string;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<unknown>;
  #address = '';
  #output = '';
  #log = '';

  /** Spawned, not yet there. */
  constructor({ data, app = durabilityApp, ahead = 0, preload }: StartOptions) {
    this.data = data;
    const env = { ...process.env, CLOCK_AHEAD: String(ahead) };
    const before = [...(ahead === 0 ? [] : preloads('clock-ahead.ts')), ...(preload === undefined ? [] : preloads(preload))];
    this.#child = spawn(process.execPath, [...before, bin, 'start', app, '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#exited = once(this.#child, 'close');
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => void (this.#output += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => void (this.#log += text));
  }

  /** Starts it and waits until it and its app are ready. */
  static async start(options: StartOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.said(/^ready$/mu);
    server.#address = /serves (http:\/\/\S+)\n/u.exec(server.#output)?.[1] ?? '';
    return server;
  }

  /** Waits until it has printed this; rejects where it ends before. */
  async said(text: RegExp): Promise<void> {
    while (!text.test(this.#output)) {
      const more = await Promise.race([once(this.#child.stdout, 'data'), this.#exited.then(() => null)]);
      if (more === null) throw new Error(`objectos start ended before it said ${text}: ${this.#output}${this.#log}`);
    }
  }

  /** Sends it a signal that it answers with a line, and takes from that line what is asked for. */
  async ask(signal: NodeJS.Signals, line: RegExp): Promise<string> {
    this.#output = '';
    this.#child.kill(signal);
    await this.said(line);
    return line.exec(this.#output)?.[1] ?? '';
  }

  /** `http://127.0.0.1:<port>` */
  get address(): string {
    return this.#address;
  }

  get socket(): string {
    return join(this.data, 'objectos.sock');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log;
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** SIGTERM, as an operator stops it. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  /** Null while it runs, or where a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }
}

/** Runs `objectos <args>` on the app and its data to its end. */
export async function runCli(data: string, ...args: readonly string[]): Promise<Exit> {
  const child = spawn(process.execPath, [bin, ...args, '--app', durabilityApp, '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
