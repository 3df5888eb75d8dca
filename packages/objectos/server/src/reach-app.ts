import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { textOption } from './command.ts';
import type { Given } from './command.ts';
import type { OpenOptions } from './compose.ts';
import { connectControlSocket } from './control-socket.ts';
import { serverFault } from './errors.ts';
import { loadConfig } from './load-config.ts';
import type { LocalCalls } from './local-call.ts';
import { openCheckedApp } from './open-checked-app.ts';
import { operatorCalls } from './operator-calls.ts';

/** What a socket's path may have, in bytes: the smaller of Linux and macOS. */
const longestPath = 103;

/** The control socket of a data folder, from here where that is shorter. Throws a `Fault` where no way to say it is short enough. */
export function socketPath(data: string): string {
  const path = join(data, 'objectos.sock');
  const fromHere = relative(process.cwd(), path);
  const shorter = fromHere.length < path.length ? fromHere : path;
  if (Buffer.byteLength(shorter) > longestPath) throw serverFault('SOCKET_PATH_TOO_LONG', { path, most: longestPath });
  return shorter;
}

/** Calls to the app that the options name: through the running process where there is one, else over its stores. */
export async function reachApp(given: Given, more: Pick<OpenOptions, 'without'> = {}): Promise<LocalCalls> {
  const { config, data, database } = await loadConfig(textOption(given, 'app'), textOption(given, 'data'));
  const running = await connectControlSocket(socketPath(data));
  if (running !== null) return running;
  const app = await openCheckedApp(config, { data, database, ...more });
  return { ...operatorCalls(app), close: () => app.stop() };
}

/** The operating system's name for whoever sits at this machine. */
export function operatorName(): string {
  return userInfo().username;
}
