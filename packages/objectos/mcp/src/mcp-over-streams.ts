import type { Mcp, SignIn } from './mcp.ts';

type StdioModule = typeof import('@modelcontextprotocol/server/stdio');
type Streams = ConstructorParameters<StdioModule['StdioServerTransport']>;

/** Serves MCP over a pair of byte streams, both eras: standard input and output, or a socket. Ends when the input ends. */
export async function mcpOverStreams(mcp: Mcp, signIn: SignIn, [input, output]: Streams): Promise<{ close(): Promise<void> }> {
  const [sdk, { serveStdio, StdioServerTransport }] = await Promise.all([mcp.sdk(), import('@modelcontextprotocol/server/stdio')]);
  return serveStdio(({ era }) => mcp.server(sdk, signIn, era), { transport: new StdioServerTransport(input, output) });
}
