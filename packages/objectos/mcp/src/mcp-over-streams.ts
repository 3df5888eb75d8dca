import type { Mcp, SignIn } from './mcp.ts';

const importStdio = () => import('@modelcontextprotocol/server/stdio');
type Streams = ConstructorParameters<Awaited<ReturnType<typeof importStdio>>['StdioServerTransport']>;

/** Serves MCP over a pair of byte streams, both eras: standard input and output, or a socket. Ends when the input ends. */
export async function mcpOverStreams(mcp: Mcp, signIn: SignIn, [input, output]: Streams): Promise<{ close(): Promise<void> }> {
  const [sdk, { serveStdio, StdioServerTransport }] = await Promise.all([mcp.sdk(), importStdio()]);
  return serveStdio(({ era }) => mcp.server(sdk, signIn, era), { transport: new StdioServerTransport(input, output) });
}
