import type { CallToolResult, McpRequestContext, Server } from '@modelcontextprotocol/server';
import { Fault, Rendered, createContext, toFault } from '@objectos/kernel';
import type { Authenticator, Context, Platform, Reply, Runtime, Session } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import { toolsFor } from './tool-list.ts';
import type { Arguments, Tool } from './tool.ts';

export interface McpOptions {
  readonly runtime: Runtime;
  readonly authenticator: Authenticator;
  readonly platform: Platform;
  /** What the server says it is. */
  readonly version: string;
}

const importSdk = () => import('@modelcontextprotocol/server');
export type Sdk = Awaited<ReturnType<typeof importSdk>>;

/** Finds the session of a token, each time anew: revoking it ends the next call. */
export type SignIn = () => Promise<Session | null>;

/**
 * The MCP surface: a projection of the operation table for agents. The SDK (0.1 s and 30 MB to load) is loaded when the
 * first agent comes.
 */
export class Mcp {
  readonly #options: McpOptions;
  #sdk: Promise<Sdk> | undefined;
  #lists = new WeakMap<Session, { readonly version: string; readonly tools: ReadonlyMap<string, Tool> }>();

  constructor(options: McpOptions) {
    this.#options = options;
  }

  sdk(): Promise<Sdk> {
    this.#sdk ??= importSdk();
    return this.#sdk;
  }

  signInWith(token: string): SignIn {
    return async () => this.#options.authenticator.authenticate(token);
  }

  /** A server for one request (HTTP) or one connection (stdio), answering as whoever `signIn` finds at each message. */
  server(sdk: Sdk, signIn: SignIn, era?: McpRequestContext['era']): Server {
    const server = new sdk.Server(
      { name: 'objectos', version: this.#options.version },
      {
        capabilities: { tools: {} },
        instructions: 'Business objects of one company. Begin with list_objects; describe_object names fields, events and actions. You act with the rights of the person whose token this is; every call is recorded.',
        ...(era === 'legacy' ? {} : { cacheHints: { 'tools/list': { ttlMs: 30_000, cacheScope: 'private' }, 'server/discover': { ttlMs: 300_000, cacheScope: 'private' } } }),
      },
    );
    server.setRequestHandler('tools/list', async () => {
      const tools = this.#tools(await this.#session(sdk, signIn));
      return { tools: Array.from(tools.values(), ({ definition }) => definition) };
    });
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const session = await this.#session(sdk, signIn);
      const tool = this.#tools(session).get(params.name);
      if (tool === undefined) throw new sdk.ProtocolError(-32602, `Unknown tool: ${params.name}`);
      return this.#call(tool, params.arguments ?? {}, this.#context(session, mcpReq.signal));
    });
    return server;
  }

  async #session(sdk: Sdk, signIn: SignIn): Promise<Session> {
    const session = await signIn();
    if (session === null) throw new sdk.ProtocolError(-32600, 'The token is unknown, expired or revoked.');
    return session;
  }

  /** Kept per live session and metadata version: rights cannot change without a new session object. */
  #tools(session: Session): ReadonlyMap<string, Tool> {
    const { runtime } = this.#options;
    const { version } = runtime.snapshotFor(session.tenant);
    const kept = this.#lists.get(session);
    if (kept?.version === version) return kept.tools;
    const tools = toolsFor(runtime, this.#context(session));
    this.#lists.set(session, { version, tools });
    return tools;
  }

  #context(session: Session, signal?: AbortSignal): Context {
    return createContext(session, { surface: 'mcp', signal }, this.#options.platform);
  }

  async #call(tool: Tool, given: Arguments, context: Context): Promise<CallToolResult> {
    try {
      const { operation, input } = tool.target(given);
      return answerOf(await this.#options.runtime.call(operation, input, context));
    } catch (error) {
      // A fault has been told to the operator where it arose, if it is for him.
      if (!(error instanceof Fault)) this.#options.platform.log('error', `request ${context.requestId} failed`, error);
      return failureOf(toFault(error, context.requestId), context.requestId);
    }
  }
}

function answerOf(reply: Reply): CallToolResult {
  const rendered = reply.value instanceof Rendered;
  const structuredContent = (rendered ? reply.value.value() : reply.value) as Record<string, unknown>;
  return { content: [{ type: 'text', text: rendered ? reply.value.text : JSON.stringify(structuredContent) }], structuredContent };
}

/** Business failures are results that the model can read and act on, in the one error shape. */
function failureOf(fault: Fault, requestId: string): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(problemOf(fault, requestId)) }], isError: true };
}
