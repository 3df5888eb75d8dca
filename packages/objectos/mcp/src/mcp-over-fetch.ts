import type { Caller } from './caller.ts';
import { ChangeStreams } from './change-streams.ts';
import { LegacySessions } from './legacy-sessions.ts';
import { isListenRequest } from './listen-request.ts';
import type { Mcp } from './mcp.ts';
import { mismatchedHeader } from './param-headers.ts';

/** One HTTP request to the MCP address, its body already read and parsed. */
export interface McpExchange {
  readonly parsedBody: unknown;
  readonly caller: Caller;
}

/** MCP over web-standard requests. */
export interface McpOverFetch {
  fetch(request: Request, exchange: McpExchange): Promise<Response>;
  /** Ends every stream and session; a request under way without one is answered. */
  close(): Promise<void>;
}

/**
 * Both protocol eras: the stateless 2026-07-28 leg of the SDK, and 2025-11-25 with sessions, or without for who does not begin
 * with `initialize`. The mount checks Host, Origin and token first.
 */
export async function mcpOverFetch(mcp: Mcp): Promise<McpOverFetch> {
  const sdk = await mcp.sdk();
  const sessions = new LegacySessions(mcp, sdk);
  const streams = new ChangeStreams(mcp, sdk);
  return {
    async fetch(request, { parsedBody, caller }) {
      if (await sdk.isLegacyRequest(request, parsedBody)) return sessions.fetch(request, { parsedBody, caller });
      if (isListenRequest(parsedBody)) return streams.fetch(request, { body: parsedBody, caller });
      const refusal = await headerRefusal(mcp, request, { parsedBody, caller });
      if (refusal !== undefined) return refusal;
      return sdk.createMcpHandler(({ era }) => mcp.server(sdk, { caller, era }), { legacy: 'reject', responseMode: 'auto' }).fetch(request, { parsedBody });
    },
    async close() {
      await Promise.all([sessions.close(), streams.close()]);
    },
  };
}

/** The refusal of a tool call whose headers say something else than its arguments. */
async function headerRefusal(mcp: Mcp, { headers }: Request, { parsedBody, caller }: McpExchange): Promise<Response | undefined> {
  const { id, method, params } = parsedBody as { readonly id?: unknown; readonly method?: unknown; readonly params?: { readonly name?: unknown; readonly arguments?: unknown } };
  if (method !== 'tools/call' || typeof params?.name !== 'string') return undefined;
  const { paramHeaders = [] } = (await mcp.tool(caller, params.name)) ?? {};
  const header = mismatchedHeader(paramHeaders, params.arguments, headers);
  if (header === undefined) return undefined;
  return Response.json({ jsonrpc: '2.0', id, error: { code: -32_020, message: `The header ${header} does not say what the argument says.` } }, { status: 400 });
}
