import { userInfo } from 'node:os';
import { join } from 'node:path';
import { textOption } from './command.ts';
import type { Given } from './command.ts';
import { openApp } from './compose.ts';
import { connectControlSocket } from './control-socket.ts';
import { loadConfig } from './load-config.ts';
import type { LocalCalls } from './local-call.ts';
import { operatorCalls } from './operator-calls.ts';

export const socketName = 'objectos.sock';

/** Calls to the app that the options name: through the running process where there is one, else over its stores. */
export async function reachApp(given: Given): Promise<LocalCalls> {
  const { config, data } = await loadConfig(textOption(given, 'app'), textOption(given, 'data'));
  const running = await connectControlSocket(join(data, socketName));
  if (running !== null) return running;
  const app = await openApp(config, { data });
  return { ...operatorCalls(app), close: () => app.stop() };
}

/** The operating system's name for whoever sits at this machine. */
export function operatorName(): string {
  return userInfo().username;
}
