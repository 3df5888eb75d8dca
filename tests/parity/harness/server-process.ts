import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketPath } from '../../../packages/objectos/server/src/reach-app.ts';

const bin = fileURLToPath(new URL('../../../packages/objectos/server/bin/objectos.js', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real `objectos start`, with a data folder of its own. */
export interface ServerProcess {
  readonly app: string;
  readonly data: string;
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** The path of its control socket. */
  readonly socket: string;
  /** What it has logged so far. */
  log(): string;
  /** Runs `objectos <args>` on the same app and data as a child process, beside the server. */
  cli(...args: readonly string[]): Promise<Exit>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): void;
}

/** Starts the app of the folder `tests/parity/<name>` on a free port, over SQLite or the database of that URL, in a data folder of its own or the one that is given. `SYNC=NORMAL`: what is tested here is not the disk. */
export async function startServer(name: 'app' | 'app-without-secrets' | '../processes/app', database = '', given?: string): Promise<ServerProcess> {
  const env = { ...process.env, SYNC: 'NORMAL', DATABASE_URL: database };
  const app = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const data = given ?? (await mkdtemp(join(tmpdir(), 'objectos-parity-')));
  const child = spawn(process.execPath, [bin, 'start', app, '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (log += text));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /serves (http:\/\/\S+)\n/u.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`objectos start ended with ${code}: ${log}`)));
  });
  return {
    app, data, address,
    socket: socketPath(data),
    log: () => log,
    cli: (...args) => runCli([...args, '--app', app, '--data', data], env),
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      if (given === undefined) await rm(data, { recursive: true });
    },
  };
}

async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Exit> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
