import type { JSONRPCMessage, Server, ServerEvent } from '@modelcontextprotocol/server';
import type { Caller } from './caller.ts';
import { connectionWatch, notifyClient } from './connection-watch.ts';
import { followedBy } from './listen-request.ts';
import type { Mcp } from './mcp.ts';

const importStdio = () => import('@modelcontextprotocol/server/stdio');
type Streams = ConstructorParameters<Awaited<ReturnType<typeof importStdio>>['StdioServerTransport']>;

/** Serves MCP over a pair of byte streams, both eras: standard input and output, or a socket. Ends when the input ends. */
export async function mcpOverStreams(mcp: Mcp, caller: Caller, [input, output]: Streams): Promise<{ close(): Promise<void> }> {
  const [sdk, { serveStdio, StdioServerTransport }] = await Promise.all([mcp.sdk(), importStdio()]);
  let server: Server | undefined;
  const notify = (event: ServerEvent): void => {
    if (server !== undefined) void notifyClient(server, event).catch((error: unknown) => mcp.platform.log('warn', 'an MCP client could not be told of a change', error));
  };
  const watch = connectionWatch(mcp, sdk, { caller, notify, ended: () => undefined });
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(
    ({ era }) => {
      server = mcp.server(sdk, { caller, era, subscriptions: watch });
      server.oninitialized = () => void watch.open();
      return server;
    },
    { transport },
  );
  beforeListening(transport, async (uris) => {
    await watch.open();
    for (const uri of uris) await watch.follow(uri);
  });
  input?.once('close', () => watch.close());
  return {
    async close() {
      watch.close();
      await handle.close();
    },
  };
}

type Listener = Pick<InstanceType<Awaited<ReturnType<typeof importStdio>>['StdioServerTransport']>, 'onmessage' | 'onerror'>;

/** The SDK answers a request for changes itself; the watch must have taken its first look by then. */
function beforeListening(transport: Listener, prepare: (uris: readonly string[]) => Promise<void>): void {
  const deliver = transport.onmessage;
  const onmessage = (message: JSONRPCMessage): void => {
    const uris = followedBy(message);
    if (uris === undefined) deliver?.(message);
    else prepare(uris).then(() => deliver?.(message), (error: Error) => transport.onerror?.(error));
  };
  Object.assign(transport, { onmessage });
}
