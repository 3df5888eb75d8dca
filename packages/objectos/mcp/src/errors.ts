import { defineFaults } from '@objectos/kernel';

/** Failures that only this surface has; everything else comes from the kernel. */
export const mcpFault = defineFaults({
  TOOL_ARGUMENTS_INVALID: ['malformed', (a: { issues: readonly { readonly message: string }[] }) => a.issues.map(({ message }) => message).join(' ')],
  ARGUMENT_UNKNOWN: ['malformed', (a: { name: string; known: readonly string[] }) =>
    `There is no argument "${a.name}"; ${a.known.length === 0 ? 'this takes none' : `known: ${a.known.join(', ')}`}.`],
  ARGUMENT_MISSING: ['malformed', (a: { name: string }) => `The argument "${a.name}" is required.`],
  ARGUMENT_INVALID: ['malformed', (a: { name: string; most: number }) => `The argument "${a.name}" must be a name of at most ${a.most} characters.`],
  ACTION_UNKNOWN: ['malformed', (a: { name: string }) => `"${a.name}" is not an action; use its own tool.`],
  NOT_CONFIRMED: ['conflict', (a: { operation: string }) => `The person at the client did not confirm "${a.operation}"; nothing was done.`],
  MCP_DUPLICATE: ['internal', (a: { what: string; key: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both bring the ${a.what} "${a.key}"; rename one, or load one of them.`],
  MCP_URI_RESERVED: ['internal', (a: { plugin: string; uri: string }) =>
    `Plugin "${a.plugin}" brings the resource "${a.uri}"; URIs of that scheme are records and schemas, so give it a scheme of its own.`],
});
