import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from './load.ts';
import { ServerProcess } from './server-process.ts';

const starts = 5;
const port = 4112;

export interface Starts {
  /** From the start of the process to its first answer on /health; the median. */
  readonly readyMilliseconds: number;
  readonly residentMegabytes: number;
}

/** Starts a server again and again on the same data. */
export async function measureStarts(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Starts> {
  const ready: number[] = [];
  const resident: number[] = [];
  for (let round = 0; round < starts; round++) {
    const began = performance.now();
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env, PORT: String(port) }, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!await isHealthy()) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} before it was ready.`);
      await wait(2);
    }
    ready.push(performance.now() - began);
    resident.push(ServerProcess.residentOf(child.pid ?? 0));
    child.kill('SIGTERM');
    await ended;
  }
  return { readyMilliseconds: median(ready), residentMegabytes: median(resident) };
}

function isHealthy(): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/health', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
