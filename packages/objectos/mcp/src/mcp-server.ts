import type { ClientCapabilities, McpRequestContext, Server, ServerContext } from '@modelcontextprotocol/server';
import type { Platform } from '@objectos/kernel';
import type { Caller } from './caller.ts';
import type { Catalogues } from './catalogue.ts';
import { complete } from './completion.ts';
import type { Completes } from './completes.ts';
import type { Conversation } from './conversation.ts';
import type { Exchange } from './exchange.ts';
import { pageOf } from './page.ts';
import type { Page } from './page.ts';
import { getPrompt, listedPrompt } from './prompt-request.ts';
import { protocolErrorOf } from './protocol-error.ts';
import { listedResources, listedTemplates, readResource } from './resource-request.ts';
import type { Sdk } from './sdk.ts';
import { strictServerOf } from './strict-server.ts';
import { callTool } from './tool-call.ts';

export interface ServerParts {
  readonly sdk: Sdk;
  readonly platform: Platform;
  readonly catalogues: Catalogues;
  readonly conversation: Conversation;
  /** What the server says it is. */
  readonly version: string;
}

/** Takes and ends subscriptions to single resources, on connections that last. */
export interface Subscriptions {
  follow(uri: string): Promise<void>;
  unfollow(uri: string): void;
}

export interface Connection {
  readonly caller: Caller;
  readonly era: McpRequestContext['era'] | undefined;
  /** Absent where the connection ends with its answer. */
  readonly subscriptions?: Subscriptions;
}

const instructions = 'Business objects of one company. Begin with list_objects; describe_object names fields, events and actions. You act with the rights of the person whose token this is; every call is recorded.';

/** Everything that is listed is the caller's own; what is read is not kept at all. */
const cacheHints = {
  'server/discover': { ttlMs: 300_000, cacheScope: 'private' },
  'tools/list': { ttlMs: 30_000, cacheScope: 'private' },
  'prompts/list': { ttlMs: 30_000, cacheScope: 'private' },
  'resources/list': { ttlMs: 30_000, cacheScope: 'private' },
  'resources/templates/list': { ttlMs: 30_000, cacheScope: 'private' },
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
} as const;

/** A server for one request (HTTP) or one connection, answering as whoever the caller is at each message. */
export function createServer(parts: ServerParts, connection: Connection): Server {
  const { sdk, version } = parts;
  const lasting = connection.era !== 'legacy' || connection.subscriptions !== undefined;
  const changes = lasting ? { listChanged: true } : {};
  const server = new (strictServerOf(sdk))(
    { name: 'objectos', version },
    {
      capabilities: { tools: changes, prompts: changes, resources: lasting ? { ...changes, subscribe: true } : {}, completions: {}, logging: {} },
      instructions,
      ...(connection.era === 'legacy' ? {} : { cacheHints }),
    },
  );
  const exchange: Exchanger = (context) => exchangeOf(parts, { server, caller: connection.caller }, context);
  answerLists(server, exchange, parts);
  answerRequests(server, exchange, parts);
  answerCompletions(server, exchange, parts);
  if (connection.subscriptions !== undefined) answerSubscriptions(server, connection.subscriptions);
  return server;
}

type Exchanger = (context: ServerContext) => Promise<Exchange>;

async function exchangeOf({ sdk, platform, catalogues }: ServerParts, { server, caller }: { readonly server: Server; readonly caller: Caller }, { mcpReq, http }: ServerContext): Promise<Exchange> {
  const session = await caller.session();
  if (session === null) throw new sdk.ProtocolError(-32600, 'The token is unknown, expired or revoked.');
  const envelope: Readonly<Record<string, unknown>> | undefined = mcpReq.envelope;
  const declared = envelope?.[sdk.CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  const capabilities = declared ?? server.getClientCapabilities() ?? {};
  return { sdk, session, catalogue: catalogues.of(session), capabilities, requestId: platform.uuid(), request: mcpReq, signal: mcpReq.signal, hangUp: http?.closeSSE };
}

function answerLists(server: Server, exchange: Exchanger, { sdk, conversation }: ServerParts): void {
  const page = <T>(sorted: Iterable<readonly [string, T]>, cursor: string | undefined): Page<T> => {
    const found = pageOf(sorted, cursor);
    if (found === undefined) throw new sdk.ProtocolError(-32602, 'The cursor is none of this list; begin without one.');
    return found;
  };
  server.setRequestHandler('tools/list', async ({ params }, context) => {
    const { catalogue } = await exchange(context);
    const { entries, ...rest } = page(catalogue.tools, params?.cursor);
    return { tools: entries.map(({ definition }) => definition), ...rest };
  });
  server.setRequestHandler('prompts/list', async ({ params }, context) => {
    const { catalogue } = await exchange(context);
    const { entries, ...rest } = page(catalogue.prompts, params?.cursor);
    return { prompts: entries.map(listedPrompt), ...rest };
  });
  server.setRequestHandler('resources/list', async ({ params }, context) => {
    const { entries, ...rest } = page(await listedResources(conversation, await exchange(context)), params?.cursor);
    return { resources: entries, ...rest };
  });
  server.setRequestHandler('resources/templates/list', async ({ params }, context) => {
    const { entries, ...rest } = page(listedTemplates(await exchange(context)), params?.cursor);
    return { resourceTemplates: entries, ...rest };
  });
}

function answerRequests(server: Server, exchange: Exchanger, parts: ServerParts): void {
  const { sdk, conversation } = parts;
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const asked = await exchange(context);
    const tool = asked.catalogue.tools.get(params.name);
    if (tool === undefined) throw new sdk.ProtocolError(-32602, `Unknown tool: ${params.name}`);
    return callTool(parts, { tool, given: params.arguments ?? {} }, asked);
  });
  server.setRequestHandler('prompts/get', async ({ params }, context) => {
    const asked = await exchange(context);
    const prompt = asked.catalogue.prompts.get(params.name);
    if (prompt === undefined) throw new sdk.ProtocolError(-32602, `Unknown prompt: ${params.name}`);
    return getPrompt(conversation, { prompt, given: params.arguments ?? {} }, asked).catch((error: unknown) => {
      throw protocolErrorOf(asked, error);
    });
  });
  server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    const asked = await exchange(context);
    return readResource(conversation, uri, asked).catch((error: unknown) => {
      throw protocolErrorOf(asked, error);
    });
  });
}

function answerCompletions(server: Server, exchange: Exchanger, { sdk, conversation }: ServerParts): void {
  const sourceOf = ({ prompts, resources }: Exchange['catalogue'], ref: { readonly type: string; readonly name?: string; readonly uri?: string }, argument: string): Completes | undefined => {
    if (ref.type === 'ref/prompt') {
      const prompt = prompts.get(ref.name ?? '');
      if (prompt === undefined) throw new sdk.ProtocolError(-32602, `Unknown prompt: ${ref.name}`);
      return prompt.arguments?.find(({ name }) => name === argument)?.completes;
    }
    const resource = resources.find(({ template }) => template.text === ref.uri);
    if (resource === undefined) throw new sdk.ResourceNotFoundError(ref.uri ?? '');
    return resource.completes[argument];
  };
  server.setRequestHandler('completion/complete', async ({ params: { ref, argument, context: known } }, context) => {
    const asked = await exchange(context);
    const completes = sourceOf(asked.catalogue, ref, argument.name);
    const typed = { value: argument.value, others: known?.arguments ?? {} };
    const completion = await complete(conversation, { completes, typed }, asked).catch((error: unknown) => {
      throw protocolErrorOf(asked, error);
    });
    return { completion: { ...completion } };
  });
}

function answerSubscriptions(server: Server, subscriptions: Subscriptions): void {
  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    await subscriptions.follow(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    subscriptions.unfollow(params.uri);
    return {};
  });
}
