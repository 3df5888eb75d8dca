import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Problem } from '@objectos/protocol';
import { partsOf } from './surface.ts';
import type { Surface, SurfaceAnswer, SurfaceCall, TokenOf } from './surface.ts';

/** What both official clients have in common, as far as it is used here. */
export interface McpClient {
  callTool(call: { readonly name: string; readonly arguments: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  listPrompts(): Promise<unknown>;
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>;
  listResourceTemplates(): Promise<unknown>;
  readResource(resource: { readonly uri: string }): Promise<unknown>;
  complete(of: { readonly ref: { readonly type: 'ref/resource'; readonly uri: string }; readonly argument: { readonly name: string; readonly value: string }; readonly context?: { readonly arguments: Record<string, string> } }): Promise<{ readonly completion: { readonly values: readonly string[] } }>;
  close(): Promise<void>;
}

/** The official client of the protocol of 2026-07-28. */
export async function connectModern(address: string, token: string): Promise<McpClient> {
  const client = new Client({ name: 'parity', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${address}/mcp`), { authProvider: { token: () => Promise.resolve(token) } }));
  return client;
}

/** The official client of the protocol of 2025-11-25. */
export async function connectLegacy(address: string, token: string): Promise<McpClient> {
  const client = new LegacyClient({ name: 'parity', version: '1.0.0' });
  const transport = new LegacyTransport(new URL(`${address}/mcp`), { requestInit: { headers: { authorization: `Bearer ${token}` } } });
  await client.connect(transport);
  return client;
}

/** One connection per token, kept. */
class Connections {
  readonly #connect: (token: string) => Promise<McpClient>;
  readonly #open = new Map<string, Promise<McpClient>>();

  constructor(connect: (token: string) => Promise<McpClient>) {
    this.#connect = connect;
  }

  of(token: string): Promise<McpClient> {
    let client = this.#open.get(token);
    if (client === undefined) this.#open.set(token, (client = this.#connect(token)));
    return client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (client) => (await client).close()));
  }
}

abstract class McpSurface implements Surface {
  abstract readonly name: string;
  readonly #connections: Connections;
  readonly #tokenOf: TokenOf;

  constructor(connect: (token: string) => Promise<McpClient>, tokenOf: TokenOf) {
    this.#connections = new Connections(connect);
    this.#tokenOf = tokenOf;
  }

  /** Null: there is no such tool to any caller. */
  protected abstract toolOf(call: SurfaceCall): { readonly name: string; readonly arguments: Record<string, unknown> } | null;

  /** Tools take neither a command key nor a dry run. */
  perform(call: SurfaceCall): Promise<SurfaceAnswer> | null {
    const tool = call.key !== undefined || call.dryRun === true ? null : this.toolOf(call);
    return tool === null ? null : this.#perform(this.#tokenOf(call.tenant, call.as), tool);
  }

  client(tenant: string, as: SurfaceCall['as']): Promise<McpClient> {
    return this.#connections.of(this.#tokenOf(tenant, as));
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  async #perform(token: string, tool: { readonly name: string; readonly arguments: Record<string, unknown> }): Promise<SurfaceAnswer> {
    return callTool(await this.#connections.of(token), tool);
  }
}

/** A tool call as an answer: results and business failures are read from the result, a refusal of the protocol from what the client throws. */
export async function callTool(client: McpClient, tool: { readonly name: string; readonly arguments: Record<string, unknown> }): Promise<SurfaceAnswer> {
  try {
    const { content: [first], structuredContent, isError } = (await client.callTool(tool)) as ToolResult;
    if (isError === true) return { ok: false, problem: JSON.parse(first?.text ?? '') as Problem };
    return { ok: true, value: structuredContent };
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    if (code === -32602 && message.endsWith(`Unknown tool: ${tool.name}`)) return { ok: false, problem: { code: 'OPERATION_NOT_FOUND' }, listed: false };
    throw error;
  }
}

/** The resource at `uri` as text, or what is said instead of it. */
export async function resourceText(client: McpClient, uri: string): Promise<string> {
  try {
    return JSON.stringify(await client.readResource({ uri }));
  } catch (error) {
    const { code, message, data } = error as { readonly code?: unknown; readonly message: string; readonly data?: unknown };
    if (code !== -32602) throw error;
    return JSON.stringify({ code, message, data });
  }
}

/** The values that complete a variable of records' URIs. */
export async function completed(client: McpClient, [name, value]: readonly [name: string, value: string], others: Record<string, string> = {}): Promise<readonly string[]> {
  const { completion } = await client.complete({ ref: { type: 'ref/resource', uri: 'objectos://records/{object}/{id}' }, argument: { name, value }, context: { arguments: others } });
  return completion.values;
}

interface ToolResult {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** The handful of tools that reach everything, with the client of the newer protocol. */
export class GenericToolsSurface extends McpSurface {
  readonly name = 'MCP (generic tools)';

  constructor(address: string, tokenOf: TokenOf) {
    super((token) => connectModern(address, token), tokenOf);
  }

  protected toolOf({ operation, input }: SurfaceCall): { name: string; arguments: Record<string, unknown> } | null {
    if (operation === 'meta.objects') return { name: 'list_objects', arguments: {} };
    if (operation === 'meta.object') return { name: 'describe_object', arguments: { object: input['name'] } };
    if (operation === 'permission.explain') return { name: 'explain_permission', arguments: { ...input } };
    const [object, verb] = partsOf(operation);
    const { id, revision, ...rest } = input;
    const address = { object, id, ...(revision === undefined ? {} : { revision }) };
    switch (verb) {
      case 'list': return { name: 'query_records', arguments: { object, ...rest } };
      case 'query': return null;
      case 'get': return { name: 'get_record', arguments: { object, ...input } };
      case 'history': return { name: 'record_history', arguments: { object, ...input } };
      case 'create': return { name: 'create_record', arguments: { object, values: input } };
      case 'update': return { name: 'update_record', arguments: { ...address, values: rest } };
      case 'delete': return { name: 'delete_record', arguments: address };
      default: return { name: 'perform_action', arguments: { ...address, action: verb, input: rest } };
    }
  }
}

/** A tool per operation, with the client of the older protocol. */
export class PinnedToolsSurface extends McpSurface {
  readonly name = 'MCP (pinned tools)';
  readonly #pinned: ReadonlySet<string>;

  constructor(address: string, tokenOf: TokenOf, pinned: readonly string[]) {
    super((token) => connectLegacy(address, token), tokenOf);
    this.#pinned = new Set(pinned);
  }

  protected toolOf({ operation, input }: SurfaceCall): { name: string; arguments: Record<string, unknown> } | null {
    return this.#pinned.has(operation) ? { name: operation, arguments: { ...input } } : null;
  }
}

