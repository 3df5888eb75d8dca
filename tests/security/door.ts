import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { ObjectosError, createClient } from '@objectos/client';
import { callTool, connectLegacy, connectModern } from '../parity/harness/mcp-surface.ts';
import type { McpClient } from '../parity/harness/mcp-surface.ts';
import type { ServerProcess } from '../parity/harness/server-process.ts';

/** One open way in, signed in with a token long before it is used: what was true then must not count any more. */
export interface Door {
  readonly name: string;
  /** Gets the account: `in`, or the code of what is answered instead. */
  knock(id: string): Promise<string>;
  close(): Promise<void>;
}

/** Every way in that takes a token. MCP connections are made now and kept. */
export async function openDoors(server: ServerProcess, token: string): Promise<readonly Door[]> {
  const { address } = server;
  const sdk = createClient<unknown>({ url: address, token }) as { readonly account: { get(id: string): Promise<unknown> } };
  return [
    { name: 'REST', close: nothingToClose, knock: (id) => knockAtRest(`${address}/api/v1/data/account/${id}`, token) },
    { name: 'SDK', close: nothingToClose, knock: (id) => sdk.account.get(id).then(() => 'in', (error: unknown) => (error instanceof ObjectosError ? error.code : Promise.reject(error as Error))) },
    mcpDoor('MCP of 2026-07-28', await connectModern(address, token)),
    mcpDoor('MCP of 2025-11-25', await connectLegacy(address, token)),
    mcpDoor('MCP on standard input and output, through the control socket', await connectOverSocket(server.socket, token)),
  ];
}

const nothingToClose = (): Promise<void> => Promise.resolve();

async function knockAtRest(url: string, token: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const answer = (await response.json()) as { readonly code: string };
  return response.ok ? 'in' : answer.code;
}

function mcpDoor(name: string, client: McpClient): Door {
  return {
    name,
    async knock(id) {
      try {
        const answer = await callTool(client, { name: 'account.get', arguments: { id } });
        return answer.ok ? 'in' : answer.problem.code;
      } catch (error) {
        if (isRefusal(error)) return 'UNAUTHENTICATED';
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** What a 401 is to each client over HTTP; on a stream there is only the protocol's own error. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 401) || /unauthorized|expired or revoked/iu.test(`${error.name} ${error.message}`);
}

/** What `objectos mcp` does: once the running server has taken the token, it hands it its standard input and output. */
async function connectOverSocket(path: string, token: string): Promise<McpClient> {
  const socket = connect(path);
  socket.write(`${JSON.stringify({ mcp: token })}\n`);
  const lines = createInterface({ input: socket });
  const [answer] = (await once(lines, 'line')) as [string];
  assert.deepEqual(JSON.parse(answer), { ok: true });
  const client = new LegacyClient({ name: 'security', version: '1.0.0' });
  await client.connect(new SocketTransport(socket, lines));
  return client;
}

type Message = Parameters<NonNullable<SocketTransport['onmessage']>>[0];

/** MCP messages a line each, as on standard input and output. */
class SocketTransport {
  onmessage?: (message: Parameters<NonNullable<LegacyClient['transport']>['send']>[0]) => void;
  onclose?: () => void;
  readonly #socket: Socket;
  readonly #lines: Interface;

  constructor(socket: Socket, lines: Interface) {
    this.#socket = socket;
    this.#lines = lines;
  }

  start(): Promise<void> {
    this.#lines.on('line', (line) => this.onmessage?.(JSON.parse(line) as Message));
    return Promise.resolve();
  }

  send(message: Message): Promise<void> {
    this.#socket.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#socket.end();
    this.onclose?.();
    return Promise.resolve();
  }
}
