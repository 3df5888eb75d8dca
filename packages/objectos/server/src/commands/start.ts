import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { authenticatorRef } from '@objectos/kernel';
import { Mcp } from '@objectos/mcp';
import { createRest } from '@objectos/rest';
import { createAppHost } from '../app-host.ts';
import { appOptions, exitCode, textOption } from '../command.ts';
import type { Command, Given } from '../command.ts';
import { openApp } from '../compose.ts';
import type { RunningApp } from '../compose.ts';
import { openControlSocket } from '../control-socket.ts';
import { loadConfig } from '../load-config.ts';
import { mcpMount } from '../mcp-mount.ts';
import { createHttpServer } from '../node-http.ts';
import { operatorCalls } from '../operator-calls.ts';
import { socketName } from '../reach-app.ts';
import { version } from '../version.ts';

export const command: Command = {
  name: 'start',
  summary: 'Serves an app: REST, MCP, and the command line of this machine.',
  usage: ['[app]', '[app] --port 4000 --host 127.0.0.1 --data <folder>'],
  options: {
    data: appOptions.data,
    port: { type: 'string', help: 'Port (default: PORT, or 4000; 0 picks a free one).' },
    host: { type: 'string', help: 'Address to listen at (default: 127.0.0.1).' },
  },
  async run(given, [app]) {
    const { config, data } = await loadConfig(app, textOption(given, 'data'));
    const running = await openApp(config, { data, synchronous: process.env['SYNC'] === 'NORMAL' ? 'NORMAL' : 'FULL' });
    try {
      const served = await serve(running, { data, host: textOption(given, 'host') ?? '127.0.0.1', port: portOf(given) });
      await announce(running, served.address, config.ready);
      await stopSignal();
      await served.close();
    } finally {
      await running.stop();
    }
    return exitCode.ok;
  },
};

function portOf(given: Given): number {
  return Number(textOption(given, 'port') ?? process.env['PORT'] ?? 4000);
}

interface Served {
  readonly address: string;
  close(): Promise<void>;
}

async function serve(app: RunningApp, { data, host, port }: { readonly data: string; readonly host: string; readonly port: number }): Promise<Served> {
  const { kernel, platform } = app;
  const authenticator = kernel.service(authenticatorRef);
  const mcp = new Mcp({ runtime: kernel, authenticator, platform, version });
  const origins: string[] = [];
  const server = createHttpServer(createRest({ runtime: kernel, authenticator, platform }), [mcpMount({ mcp, authenticator, origins: () => origins })]);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  origins.push(address, `http://localhost:${bound}`, `http://127.0.0.1:${bound}`);
  const control = await openControlSocket(join(data, socketName), { calls: operatorCalls(app), mcp });
  return {
    address,
    async close() {
      await control.close();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await Promise.race([closed, new Promise<void>((resolve) => void platform.timer(2000, resolve))]);
      server.closeAllConnections();
    },
  };
}

async function announce(app: RunningApp, address: string, ready: NonNullable<Parameters<typeof openApp>[0]['ready']> | undefined): Promise<void> {
  const host = createAppHost(app, address);
  for (const { source, message } of app.warnings) app.platform.log('warn', `${source.file}:${source.line ?? source.path ?? ''} ${message}`);
  host.print(`ObjectOS ${version} serves ${address}`);
  host.print(`  REST     ${address}/api/v1/data/<object>   (${address}/api/openapi.json)`);
  host.print(`  MCP      ${address}/mcp`);
  await ready?.(host);
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
