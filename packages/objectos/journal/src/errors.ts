import { defineFaults } from '@objectos/kernel';

/** Every fault that the journal can raise. */
export const fault = defineFaults({
  JOURNAL_NOT_STARTED: ['unavailable', () => 'The journal is not running yet; call again when the kernel has started.'],
  AUDIT_OPERATOR_ONLY: ['forbidden', () => 'The journal of the system store is the operator\'s: use objectos audit on this machine.'],
});

/** What can be wrong with a question to the audit log; each becomes an issue with its path. */
export const inputIssues = {
  INPUT_NOT_OBJECT: 'The input is not an object.',
  PARAMETER_UNKNOWN: 'The operation takes no such parameter.',
  PARAMETER_INVALID: 'The parameter has another form than it must have.',
} as const satisfies Readonly<Record<string, string>>;
