import { allowedOrigins } from '../allowed-origins.ts';
import { createAppHost } from '../app-host.ts';
import type { AppConfig, AppHost } from '../app-config.ts';
import { UsageError, appOptions, exitCode, textOption } from '../command.ts';
import type { Command, Given } from '../command.ts';
import type { RunningApp } from '../compose.ts';
import { loadConfig } from '../load-config.ts';
import { containFailures } from '../plugins/contain-failures.ts';
import { openCheckedApp } from '../open-checked-app.ts';
import { probeAddress, serveApp } from '../serve-app.ts';
import { version } from '../version.ts';

export const command: Command = {
  name: 'start',
  summary: 'Serves an app: REST, MCP, and the command line of this machine.',
  usage: ['[app]', '[app] --port 4000 --host 127.0.0.1 --data <folder>'],
  words: 1,
  options: {
    data: appOptions.data,
    port: { type: 'string', help: 'Port (default: PORT, or 4000; 0 picks a free one).' },
    host: { type: 'string', help: 'Address to listen at (default: 127.0.0.1).' },
    url: { type: 'string', help: 'Addresses that MCP clients use where it is not that one (a proxy), with commas between them.' },
    origin: { type: 'string', help: 'Origins whose pages may call REST from a browser, with commas between them (OBJECTOS_ORIGIN; default: none).' },
  },
  async run(given, [app]) {
    const port = portOf(given);
    const urls = urlsOf(given);
    const synchronous = synchronousOf(process.env['SYNC']);
    const readTimeout = readTimeoutOf(process.env['OBJECTOS_READ_TIMEOUT']);
    const { config, data, database, flags } = await loadConfig(app, textOption(given, 'data'));
    const origins = allowedOrigins(given, config);
    const host = textOption(given, 'host') ?? '127.0.0.1';
    await probeAddress({ host, port });
    const stopped = stopSignal();
    const running = await openCheckedApp(config, { data, database, readTimeout, synchronous });
    const release = containFailures(running.platform, (stack) => running.plugins.ownerOf(stack));
    try {
      const served = await serveApp(running, { data, host, port, urls, origins });
      try {
        await Promise.race([announce(running, createAppHost(running, served.address, flags), config.ready), stopped]);
        await stopped;
      } finally {
        await served.close();
      }
    } finally {
      await running.stop();
      release();
    }
    return exitCode.ok;
  },
};

export function portOf(given: Given): number {
  const text = textOption(given, 'port') ?? process.env['PORT'] ?? '4000';
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65_535) throw new UsageError(`"${text}" is no port: give a number from 0 to 65535.`);
  return port;
}

function synchronousOf(text = ''): 'FULL' | 'NORMAL' {
  if (text === '' || text === 'FULL' || text === 'NORMAL') return text === '' ? 'FULL' : text;
  throw new UsageError(`SYNC "${text}" is no way to write: give FULL (the default) or NORMAL.`);
}

function readTimeoutOf(text = ''): number | undefined {
  if (text === '') return undefined;
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new UsageError(`OBJECTOS_READ_TIMEOUT "${text}" is no time: give milliseconds, such as 5000.`);
  return Number(text);
}

export function urlsOf(given: Given): readonly string[] {
  return (textOption(given, 'url') ?? '').split(',').filter((url) => url !== '').map((url) => {
    if (!URL.canParse(url)) throw new UsageError(`"${url}" is no address: give one such as https://crm.example.com.`);
    return new URL(url).origin;
  });
}

export async function announce(app: RunningApp, host: AppHost, ready: AppConfig['ready']): Promise<void> {
  const { address } = host;
  for (const { source, message } of app.warnings) app.platform.log('warn', `${source.file}:${source.line ?? source.path ?? ''} ${message}`);
  host.print(`ObjectOS ${version} serves ${address}`);
  host.print(`  REST     ${address}/api/v1/data/<object>   (to read and try: ${address}/docs)`);
  host.print(`  MCP      ${address}/mcp`);
  await ready?.(host);
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
