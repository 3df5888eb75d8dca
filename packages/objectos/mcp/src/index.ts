export { Mcp } from './mcp.ts';
export type { McpOptions, SignIn } from './mcp.ts';
export { mcpOverFetch } from './mcp-over-fetch.ts';
export type { McpFetch } from './mcp-over-fetch.ts';
export { mcpOverStreams } from './mcp-over-streams.ts';
