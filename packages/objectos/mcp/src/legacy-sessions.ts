import type { ServerEvent, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Caller } from './caller.ts';
import { connectionWatch, notifyClient } from './connection-watch.ts';
import type { ConnectionWatch } from './connection-watch.ts';
import type { Mcp } from './mcp.ts';
import { RecentEvents } from './recent-events.ts';
import type { Sdk } from './sdk.ts';

/**
 * Most sessions that are open at a time, of all and of one caller; the one that has been idle longest makes room, so nobody can
 * crowd out another with his own. A client whose session is gone begins another.
 */
const mostSessions = 1_000;
const mostOfCaller = 20;

/** Milliseconds after which an idle session ends, and between two looks for such. */
const idleTime = 30 * 60_000;
const sweepTime = 60_000;

/** Milliseconds after which a client whose stream broke may ask for the rest of it. */
const retryInterval = 1_000;

interface LegacySession {
  /** Whose token opened it: with any other it does not exist. */
  readonly owner: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly watch: ConnectionWatch;
  lastUsed: number;
  close(): Promise<void>;
}

interface LegacyExchange {
  readonly parsedBody: unknown;
  readonly caller: Caller;
}

/**
 * The 2025-11-25 protocol. A client that begins with `initialize` gets a session: a connection of its own, over which the
 * server can ask, report and notify. A session carries no rights: every message is judged by its own token, and only the one
 * that opened the session reaches it. While that token is not in force the session is silent; it goes on should the token do. Single requests without a session are answered as well, with a plain JSON answer.
 */
export class LegacySessions {
  readonly #mcp: Mcp;
  readonly #sdk: Sdk;
  /** By id, the one that has been idle longest first. */
  readonly #sessions = new Map<string, LegacySession>();
  #sweeping: (() => void) | undefined;

  constructor(mcp: Mcp, sdk: Sdk) {
    this.#mcp = mcp;
    this.#sdk = sdk;
  }

  async fetch(request: Request, exchange: LegacyExchange): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id !== null) return this.#inSession(id, request, exchange);
    if (request.method === 'POST') return this.#sdk.isInitializeRequest(exchange.parsedBody) ? this.#begin(request, exchange) : this.#single(request, exchange);
    return new Response(null, { status: 405, headers: { allow: 'POST' } });
  }

  async close(): Promise<void> {
    this.#sweeping?.();
    await Promise.all(Array.from(this.#sessions.values(), (session) => session.close()));
  }

  async #inSession(id: string, request: Request, { parsedBody, caller }: LegacyExchange): Promise<Response> {
    const session = this.#sessions.get(id);
    if (session === undefined || session.owner !== caller.key) return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'There is no such session; begin with initialize.' } }, { status: 404 });
    session.lastUsed = this.#mcp.platform.now();
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    if (request.method === 'GET') await session.watch.open();
    return session.transport.handleRequest(request, { parsedBody });
  }

  async #begin(request: Request, { parsedBody, caller }: LegacyExchange): Promise<Response> {
    await this.#makeRoom(caller.key);
    const { platform } = this.#mcp;
    const transport = new this.#sdk.WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => platform.randomHex(24),
      onsessioninitialized: (id) => void this.#sessions.set(id, session),
      eventStore: new RecentEvents(),
      retryInterval,
    });
    const watch = connectionWatch(this.#mcp, this.#sdk, { caller, notify: (event) => tell(event), ended: () => transport.closeStandaloneSSEStream() });
    const server = this.#mcp.server(this.#sdk, { caller, era: 'legacy', subscriptions: watch });
    const tell = (event: ServerEvent): void => void notifyClient(server, event).catch((error: unknown) => platform.log('warn', 'an MCP client could not be told of a change', error));
    const close = async (): Promise<void> => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
      watch.close();
      await server.close();
    };
    const session: LegacySession = { owner: caller.key, transport, watch, lastUsed: platform.now(), close };
    // The transport closes itself when the client ends its session.
    Object.assign(server, { onclose: () => void close() });
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody });
  }

  /** One request without a session: a server of its own, which can neither ask nor notify. */
  async #single(request: Request, { parsedBody, caller }: LegacyExchange): Promise<Response> {
    const server = this.#mcp.server(this.#sdk, { caller, era: 'legacy' });
    const transport = new this.#sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    // The transport's answer never settles once the caller has gone.
    const gone = new Promise<Response>((resolve) => request.signal.addEventListener('abort', () => resolve(new Response(null, { status: 499 })), { once: true }));
    try {
      return await Promise.race([transport.handleRequest(request, { parsedBody }), gone]);
    } finally {
      await server.close();
    }
  }

  async #makeRoom(owner: string): Promise<void> {
    this.#sweeping ??= this.#mcp.platform.timer(sweepTime, () => this.#sweep());
    const own = this.#sessions.values().filter((session) => session.owner === owner).toArray();
    const [oldest] = own.length >= mostOfCaller ? own : this.#sessions.size >= mostSessions ? this.#sessions.values() : [];
    await oldest?.close();
  }

  #sweep(): void {
    this.#sweeping = undefined;
    const before = this.#mcp.platform.now() - idleTime;
    for (const session of this.#sessions.values()) if (session.lastUsed < before) void session.close();
    if (this.#sessions.size > 0) this.#sweeping = this.#mcp.platform.timer(sweepTime, () => this.#sweep());
  }
}
