import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import { Client as Client2025 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransport2025 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransport2025 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { TestContext } from 'node:test';

/** What both official clients can do, in one form. */
export interface AgentClient {
  readonly protocol: string;
  tools(): Promise<readonly ListedTool[]>;
  /** Rejects with the protocol's error; a failed tool is an answer with `isError`. */
  call(name: string, given?: Record<string, unknown>): Promise<ToolAnswer>;
}

export interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: { readonly readOnlyHint?: boolean | undefined; readonly destructiveHint?: boolean | undefined } | undefined;
}

export interface ToolAnswer {
  readonly isError?: boolean;
  readonly structuredContent?: Record<string, unknown>;
  readonly content: readonly { readonly text: string }[];
}

/** How to reach the server: its address, or the command line that serves standard input and output. */
export type Door = { readonly address: string } | { readonly command: readonly string[] };

export type Connect = (context: Pick<TestContext, 'after'>, door: Door, token: string) => Promise<AgentClient>;

const self = { name: 'test', version: '1.0.0' };

function processOf({ command }: { readonly command: readonly string[] }, token: string) {
  return { command: process.execPath, args: [...command], env: { ...getDefaultEnvironment(), OBJECTOS_TOKEN: token }, stderr: 'pipe' as const };
}

/** The client of 2026-07-28, pinned to that era. */
const connect2026: Connect = async (context, door, token) => {
  const client = new Client(self, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect('address' in door ? new StreamableHTTPClientTransport(new URL(`${door.address}/mcp`), { authProvider: { token: () => Promise.resolve(token) } }) : new StdioClientTransport(processOf(door, token)));
  context.after(() => client.close());
  return {
    protocol: client.getNegotiatedProtocolVersion() ?? '',
    tools: async () => (await client.listTools(undefined, { cacheMode: 'refresh' })).tools,
    call: async (name, given = {}) => (await client.callTool({ name, arguments: given })) as ToolAnswer,
  };
};

/** The client of 2025-11-25, of the SDK's first generation. */
const connect2025: Connect = async (context, door, token) => {
  const client = new Client2025(self);
  const transport = 'address' in door
    ? new StreamableHTTPClientTransport2025(new URL(`${door.address}/mcp`), { requestInit: { headers: { authorization: `Bearer ${token}` } } })
    : new StdioClientTransport2025(processOf(door, token));
  let protocol = '';
  const told = 'setProtocolVersion' in transport ? transport.setProtocolVersion.bind(transport) : undefined;
  Object.assign(transport, {
    setProtocolVersion: (version: string) => {
      protocol = version;
      told?.(version);
    },
  });
  await client.connect(transport);
  context.after(() => client.close());
  return { protocol, tools: async () => (await client.listTools()).tools, call: async (name, given = {}) => (await client.callTool({ name, arguments: given })) as ToolAnswer };
};

/** The official clients by the era that they speak. */
export const eras: Readonly<Record<string, Connect>> = { '2026-07-28': connect2026, '2025-11-25': connect2025 };
