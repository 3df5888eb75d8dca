import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A server under load, in a process of its own, so that its CPU time is its own. */
export class ServerProcess {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(name: string, port: number, child: ChildProcess) {
    this.name = name;
    this.port = port;
    this.#child = child;
  }

  /** Starts `node <args>` and waits until it prints a line that `ready` matches; that line is answered too. */
  static async start(name: string, port: number, args: readonly string[], options: { readonly env: Readonly<Record<string, string>>; readonly ready: RegExp }): Promise<{ process: ServerProcess; lines: readonly string[] }> {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...options.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (options.ready.test(line)) {
        child.stdout.resume();
        return { process: new ServerProcess(name, port, child), lines };
      }
    }
    throw new Error(`${name} ended before it was ready:\n${lines.join('\n')}`);
  }

  /** CPU seconds, user and system, since the process began. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / clockTicks;
  }

  residentMegabytes(): number {
    return ServerProcess.residentOf(this.#child.pid ?? 0);
  }

  static residentOf(pid: number): number {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/** Linux counts process time in hundredths of a second (USER_HZ). */
const clockTicks = 100;
