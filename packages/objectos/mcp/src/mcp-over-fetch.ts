import type { Mcp, Sdk, SignIn } from './mcp.ts';

/** One POST of the Streamable HTTP transport, body already read and parsed. */
export type McpFetch = (request: Request, exchange: { readonly parsedBody: unknown; readonly signIn: SignIn }) => Promise<Response>;

/**
 * MCP over web-standard requests, both protocol eras: the stateless 2026-07-28 leg of the SDK, and a stateless 2025-11-25
 * leg of our own that answers JSON (the SDK's always answers a stream). The mount checks Host, Origin and token first.
 */
export async function mcpOverFetch(mcp: Mcp): Promise<McpFetch> {
  const sdk = await mcp.sdk();
  return async (request, { parsedBody, signIn }) => {
    const modern = !(await sdk.isLegacyRequest(request, parsedBody));
    if (!modern) return legacy(mcp, sdk, request, { parsedBody, signIn });
    const handler = sdk.createMcpHandler(({ era }) => mcp.server(sdk, signIn, era), { legacy: 'reject', responseMode: 'auto' });
    return handler.fetch(request, { parsedBody });
  };
}

async function legacy(mcp: Mcp, sdk: Sdk, request: Request, exchange: { readonly parsedBody: unknown; readonly signIn: SignIn }): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
  const server = mcp.server(sdk, exchange.signIn, 'legacy');
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  // The transport's answer never settles once the caller has gone.
  const gone = new Promise<Response>((resolve) => request.signal.addEventListener('abort', () => resolve(new Response(null, { status: 499 })), { once: true }));
  try {
    return await Promise.race([transport.handleRequest(request, { parsedBody: exchange.parsedBody }), gone]);
  } finally {
    await server.close();
  }
}
