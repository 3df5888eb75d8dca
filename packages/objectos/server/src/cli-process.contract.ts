import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The command line as a process, as it is installed. */
export const bin = fileURLToPath(new URL('../bin/objectos.js', import.meta.url));
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));
/** An app of the repository that starts with nothing to import. */
export const expenses = `${repository}examples/expenses`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. Colours are off and no variable of ours is set. */
export async function objectos(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: repository, env: plainEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export interface ServerProcess {
  readonly process: ChildProcess;
  readonly address: string;
  /** What it has printed, and what comes until the given line is among it. */
  printed(until: RegExp): Promise<string>;
  /** Sends the signal and answers how it ended. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** `objectos start` on a free port; killed at the end of the test if it still runs. */
export async function startServer(context: Pick<TestContext, 'after'>, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [bin, 'start', '--port', '0', ...args], { cwd: repository, env: plainEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  context.after(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let text = '';
  const printed = async (until: RegExp): Promise<string> => {
    while (!until.test(text)) {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`The server ended before it printed ${String(until)}:\n${text}${stderr}`);
      text += `${value}\n`;
    }
    return text;
  };
  const address = /serves (http:\S+)/u.exec(await printed(/serves http:\S+/u))?.[1] ?? '';
  return {
    process: child,
    address,
    printed,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, by] = await ended;
      return { code, signal: by };
    },
  };
}

function plainEnv(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { OBJECTOS_DATA: _data, OBJECTOS_TOKEN: _token, OBJECTOS_ORIGIN: _origin, PORT: _port, FORCE_COLOR: _colour, NODE_TEST_CONTEXT: _test, ...env } = process.env;
  return { ...env, NO_COLOR: '1', ...more };
}
