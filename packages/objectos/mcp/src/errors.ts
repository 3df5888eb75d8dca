import { defineFaults } from '@objectos/kernel';

/** Failures that only tool calls have; everything else comes from the kernel. */
export const mcpFault = defineFaults({
  TOOL_ARGUMENTS_INVALID: ['malformed', (a: { issues: readonly { readonly message: string }[] }) => a.issues.map(({ message }) => message).join(' ')],
  ARGUMENT_UNKNOWN: ['malformed', (a: { name: string; known: readonly string[] }) =>
    `There is no argument "${a.name}"; ${a.known.length === 0 ? 'this tool takes none' : `known: ${a.known.join(', ')}`}.`],
  ARGUMENT_MISSING: ['malformed', (a: { name: string }) => `The argument "${a.name}" is required.`],
  ARGUMENT_INVALID: ['malformed', (a: { name: string; most: number }) => `The argument "${a.name}" must be a name of at most ${a.most} characters.`],
  ACTION_UNKNOWN: ['malformed', (a: { name: string }) => `"${a.name}" is not an action; use its own tool.`],
});
