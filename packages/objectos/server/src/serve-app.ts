import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { authenticatorRef } from '@objectos/kernel';
import { Mcp, changeFeedRef, stateKeysRef } from '@objectos/mcp';
import { createRest } from '@objectos/rest';
import type { RunningApp } from './compose.ts';
import { connectControlSocket, openControlSocket } from './control-socket.ts';
import type { ControlServices, ControlSocket } from './control-socket.ts';
import { docsMount } from './docs-mount.ts';
import { drainOf } from './drain-server.ts';
import { serverFault } from './errors.ts';
import { mcpMount } from './mcp-mount.ts';
import { createHttpServer } from './node-http.ts';
import { operatorCalls } from './operator-calls.ts';
import { pack } from './pack.ts';
import { socketPath } from './reach-app.ts';
import { version } from './version.ts';

export interface ServeOptions {
  /** The folder of the stores, in which the control socket is. */
  readonly data: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Other addresses by which clients reach it, such as `https://crm.example.com` of a proxy. */
  readonly urls?: readonly string[];
  /** Origins whose pages may call REST from a browser, such as `https://app.example.com`; none unless said. */
  readonly origins?: readonly string[];
}

/** An app that listens: REST and MCP on HTTP, the command line on the control socket. */
export interface ServedApp {
  /** Such as `http://127.0.0.1:4000`. */
  readonly address: string;
  /** Takes no more requests, answers those under way, and leaves the app running. */
  close(): Promise<void>;
}

/** Serves an app that runs. Throws a `Fault` where the address or the socket cannot be had, or an origin is none. */
export async function serveApp(app: RunningApp, { data, host, port, urls = [], origins = [] }: ServeOptions): Promise<ServedApp> {
  const { kernel, platform } = app;
  const authenticator = kernel.service(authenticatorRef);
  const mcp = new Mcp({ runtime: kernel, authenticator, platform, feed: kernel.service(changeFeedRef), keys: kernel.service(stateKeysRef), version });
  const addresses: string[] = [...urls];
  const mount = mcpMount({ mcp, authenticator, platform, origins: () => addresses });
  const server = createHttpServer(createRest({ runtime: kernel, authenticator, platform, origins, pack }), [mount, docsMount()]);
  const drain = drainOf(server);
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  addresses.push(address, `http://localhost:${bound}`, `http://127.0.0.1:${bound}`);
  try {
    const control = await openUnlessServed(socketPath(data), { calls: operatorCalls(app), mcp });
    return {
      address,
      async close() {
        await Promise.all([control?.close(), mount.close(), drain()]);
      },
    };
  } catch (error) {
    await drain();
    throw error;
  }
}

/** Null where another process answers there already: one with the same data folder, over the same database, so it says the same. */
async function openUnlessServed(path: string, services: ControlServices): Promise<ControlSocket | null> {
  const other = await connectControlSocket(path);
  await other?.close();
  return other === null ? openControlSocket(path, services) : null;
}

/** Throws as `serveApp` would where something else listens there, before anything is opened for it. */
export async function probeAddress({ host, port }: Pick<ServeOptions, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  probe.close();
  await once(probe, 'close');
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw serverFault('PORT_IN_USE', { host, port });
    throw serverFault('ADDRESS_REFUSED', { host, port, reason: code });
  }
}
