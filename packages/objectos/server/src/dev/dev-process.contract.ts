import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bin } from '../cli-process.contract.ts';
import type { AppFolder } from './app-folder.contract.ts';

const measured = fileURLToPath(new URL('measured-dev.contract.ts', import.meta.url));

/** `objectos dev` on a free port: what it has printed, and what it answers. Ended with the test. */
export class DevProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown[]>;
  #errors = '';
  address = '';
  token = '';

  private constructor(context: Pick<TestContext, 'after'>, folder: AppFolder, measurable: boolean) {
    const flags = measurable ? ['--expose-gc', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', measured] : [bin];
    const { NODE_TEST_CONTEXT: _runner, OBJECTOS_DATA: _data, DATABASE_URL: _url, PORT: _port, FORCE_COLOR: _colour, ...env } = process.env;
    this.#child = spawn(process.execPath, [...flags, 'dev', '.', '--port', '0'], { cwd: folder.path, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe', ...(measurable ? ['ipc' as const] : [])] });
    this.#ended = once(this.#child, 'close');
    context.after(() => this.#child.kill('SIGKILL'));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    if (this.#child.stdout === null) throw new TypeError('the process has no output');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Resolves when it follows its files. */
  static async start(context: Pick<TestContext, 'after'>, folder: AppFolder, { measurable = false, serves = true } = {}): Promise<DevProcess> {
    const dev = new DevProcess(context, folder, measurable);
    if (serves) await dev.serving();
    return dev;
  }

  async serving(): Promise<string> {
    const text = await this.until(/^Following /u);
    this.address = /serves (http:\S+)/u.exec(text)?.[1] ?? '';
    this.token = /^token (\S+)/mu.exec(text)?.[1] ?? '';
    return text;
  }

  /** What it prints up to the line that matches. */
  async until(last: RegExp): Promise<string> {
    let text = '';
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true) throw new Error(`It ended before it printed ${String(last)}:\n${text}${this.#errors}`);
      text += `${value}\n`;
      if (last.test(value)) return text;
    }
  }

  /** What it says of the next save. */
  reloaded(): Promise<string> {
    return this.until(/; serving in \d+ ms$|^Not served|^Nothing is served/u);
  }

  async request(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const response = await fetch(`${this.address}/api/v1/data/${path}`, {
      method,
      headers: { 'authorization': `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  }

  /** After the garbage is collected, in KiB; of a measurable process. */
  async heap(): Promise<number> {
    this.#child.send('heap');
    const [bytes] = (await once(this.#child, 'message')) as [number];
    return bytes / 1024;
  }

  /** Asks it to stop; answers its exit code. */
  async stop(): Promise<unknown> {
    this.#child.kill('SIGTERM');
    const [code] = await this.#ended;
    return code;
  }
}
