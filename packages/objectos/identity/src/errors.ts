import { defineFaults } from '@objectos/kernel';
import type { InputIssue } from '@objectos/kernel';

/** Every fault that identity can raise. */
export const fault = defineFaults({
  IDENTITY_NOT_RUNNING: ['unavailable', () => 'Nobody can be recognised yet; call again when the kernel has started.'],
  TOKEN_NOT_FOUND: ['not_found', () => 'There is no such token.'],
  TOKEN_FOR_ANOTHER: ['forbidden', () => 'You can make tokens for yourself only; the operator makes those of others with the command line.'],
  TOKEN_NO_PRINCIPAL: ['invalid', () => 'Say whose token it is to be: principal is the id of a person or a service.'],
  PRINCIPAL_UNUSABLE: ['invalid', (a: { id: string; expected: string }) => `"${a.id}" is not the id of ${a.expected} of this tenant.`],
  PRINCIPAL_ID_RESERVED: ['invalid', (a: { id: string }) => `No principal can have the id "${a.id}": it is the runtime's own.`],
  OPERATION_UNKNOWN: ['invalid', (a: { issues: readonly InputIssue[] }) => a.issues.map(({ message }) => message).join(' ')],
  DELEGATION_MISSING: ['invalid', (a: { principal: string; agent: string }) =>
    `No delegation in force lets "${a.agent}" act for "${a.principal}"; create a record of delegation first.`],
  AGENT_MAY_NOT_DELEGATE: ['forbidden', () => 'Tokens, delegations and principals are for the person alone: an agent, or a token that is limited, cannot make or change them.'],
});
