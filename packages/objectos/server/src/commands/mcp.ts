import type { Socket } from 'node:net';
import { authenticatorRef } from '@objectos/kernel';
import { Mcp, changeFeedRef, mcpOverStreams, stateKeysRef } from '@objectos/mcp';
import { UsageError, appOptions, exitCode, textOption } from '../command.ts';
import type { Command, ExitCode } from '../command.ts';
import { connectMcpSocket } from '../control-socket.ts';
import type { LoadedConfig } from '../load-config.ts';
import { loadConfig } from '../load-config.ts';
import { openCheckedApp } from '../open-checked-app.ts';
import { socketPath } from '../reach-app.ts';
import { version } from '../version.ts';

export const command: Command = {
  name: 'mcp',
  summary: 'Serves MCP on standard input and output, for agents on this machine.',
  usage: ['[--app <app>]        with the token in OBJECTOS_TOKEN'],
  words: 0,
  options: { app: appOptions.app, data: appOptions.data },
  async run(given) {
    const token = process.env['OBJECTOS_TOKEN'];
    if (token === undefined || token === '') throw new UsageError('Give the token of the agent in OBJECTOS_TOKEN.');
    const app = await loadConfig(textOption(given, 'app'), textOption(given, 'data'));
    const running = await connectMcpSocket(socketPath(app.data), token);
    if (running === null) return serveHere(app, token);
    if (running === 'refused') throw new UsageError(notInForce);
    await pass(running);
    return exitCode.ok;
  },
};

const notInForce = 'The token in OBJECTOS_TOKEN is unknown, expired or revoked.';

/** Hands on what client and server say until either of them leaves. */
async function pass(running: Socket): Promise<void> {
  process.stdin.pipe(running);
  running.pipe(process.stdout);
  running.on('error', () => running.destroy());
  await new Promise((resolve) => void running.once('close', resolve));
  // The client may keep our input open, which would keep us.
  process.stdin.destroy();
}

/** No process owns the stores: this one does for as long as the agent stays. */
async function serveHere({ config, data, database }: LoadedConfig, token: string): Promise<ExitCode> {
  const app = await openCheckedApp(config, { data, database });
  try {
    const authenticator = app.kernel.service(authenticatorRef);
    if ((await authenticator.authenticate(token)) === null) throw new UsageError(notInForce);
    const mcp = new Mcp({ runtime: app.kernel, authenticator, platform: app.platform, feed: app.kernel.service(changeFeedRef), keys: app.kernel.service(stateKeysRef), version });
    const connection = await mcpOverStreams(mcp, mcp.caller(token), [process.stdin, process.stdout]);
    await new Promise((resolve) => void process.stdin.once('close', resolve).once('end', resolve));
    await connection.close();
  } finally {
    await app.stop();
  }
  return exitCode.ok;
}
