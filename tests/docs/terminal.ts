import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

const mark = 'END-OF-BLOCK';

export interface Printed {
  readonly output: string;
  /** What went to standard error while it ran. */
  readonly errors: string;
  readonly ok: boolean;
}

/** A shell that keeps its variables from block to block, as a reader's terminal does. */
export class Terminal {
  readonly #shell: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<unknown>;
  #output = '';
  #errors = '';
  #heard: () => void = () => undefined;

  constructor(folder: string) {
    this.#shell = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#ended = once(this.#shell, 'close');
    this.#shell.stderr.setEncoding('utf8').on('data', (text: string) => void (this.#errors += text));
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#heard();
    });
    this.#shell.stdin.write("trap 'failed=1' ERR\n");
  }

  /** Runs the lines of a block. `ok`: every command of it ended well. */
  async run(text: string): Promise<Printed> {
    this.#output = this.#errors = '';
    this.#shell.stdin.write(`failed=0\n{\n${text}\n} < /dev/null\nprintf '\\n${mark} %s\\n' "$failed"\n`);
    const printed = new Promise<Printed>((resolve) => {
      this.#heard = () => {
        const ended = new RegExp(`\\n${mark} (\\d)\\n$`, 'u').exec(this.#output);
        if (ended !== null) resolve({ output: this.#output.slice(0, ended.index), errors: this.#errors, ok: ended[1] === '0' });
      };
    });
    const gone = this.#ended.then(() => {
      throw new Error(`The shell ended in the middle of:\n${text}\n${this.#errors}`);
    });
    return Promise.race([printed, gone]);
  }

  set(name: string, value: string): Promise<Printed> {
    return this.run(`${name}='${value}'`);
  }

  async close(): Promise<void> {
    this.#shell.stdin.end();
    await this.#ended;
  }
}

/** A command that goes on until it is stopped: the server of a page. */
export class LongCommand {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  private constructor(text: string, folder: string) {
    this.#process = spawn('bash', ['--noprofile', '--norc', '-c', text], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PORT: '0' } });
    this.#ended = once(this.#process, 'close');
  }

  /** Starts it and waits until it has printed what `last` looks for. */
  static async start(text: string, folder: string, last: RegExp): Promise<LongCommand> {
    const command = new LongCommand(text, folder);
    await command.#printed(last);
    return command;
  }

  get output(): string {
    return this.#output;
  }

  #printed(last: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      let errors = '';
      this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        if (last.test(this.#output)) resolve();
      });
      this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => void (errors += text));
      void this.#ended.then(() => reject(new Error(`It ended before it was ready:\n${this.#output}${errors}`)));
    });
  }

  /** Stops it as Ctrl-C does: the signal goes to the whole group. */
  async stop(): Promise<void> {
    if (this.#process.pid !== undefined && this.#process.exitCode === null) process.kill(-this.#process.pid, 'SIGINT');
    await this.#ended;
  }
}
