const importSdk = () => import('@modelcontextprotocol/server');

/** The MCP SDK, as it is once loaded. It takes 0.1 s and 30 MB, so it is loaded when the first agent comes. */
export type Sdk = Awaited<ReturnType<typeof importSdk>>;

let loading: Promise<Sdk> | undefined;

/** Loads the SDK, once. */
export function loadSdk(): Promise<Sdk> {
  return (loading ??= importSdk());
}
