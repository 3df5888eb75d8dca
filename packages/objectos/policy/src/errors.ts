import { defineFaults } from '@objectos/kernel';

/** Codes of what is wrong in policies, found at boot. Explained in docs/reference/errors.md. */
export const policyErrors = {
  POLICY_CONDITION: (a: { role: string; object: string; when: string; problem: string }) =>
    `Role "${a.role}" has a condition on ${a.object} that cannot be asked, \`${a.when}\`: ${a.problem}`,
  POLICY_OBJECT_UNKNOWN: (a: { role: string; object: string }) => `Role "${a.role}" has a rule on "${a.object}", which is no object that is loaded.`,
  POLICY_NO_RECORDS: (a: { role: string; object: string }) =>
    `Role "${a.role}" limits its rule on "${a.object}" to fields or by a condition, but ${a.object} has no records to which they could apply.`,
  POLICY_FIELD_UNKNOWN: (a: { role: string; object: string; field: string }) =>
    `Role "${a.role}" lists the field "${a.field}", which is no field of ${a.object === '*' ? 'any object' : a.object}.`,
  POLICY_FIELDS_WITHOUT_EFFECT: (a: { role: string; object: string; verb: string }) =>
    `Role "${a.role}" limits "${a.verb}" on ${a.object} to some fields, but only read, create and update speak of fields; the rule would have no effect.`,
  POLICY_NULL_EQUALITY: (a: { role: string; object: string; comparison: string }) =>
    `Role "${a.role}" asks \`${a.comparison}\` of ${a.object}, and both sides may be empty: null equals null, so whoever lacks the attribute reaches the records that have no value.`,
  AGENT_TOOL_UNKNOWN: (a: { plugin: string; operation: string }) => `agentTools of "${a.plugin}" lists "${a.operation}", which is no operation.`,
} as const;

export type PolicyErrorCode = keyof typeof policyErrors;

/** Why something cannot be explained. What the asker may not know of is told like what is not there. */
export const fault = defineFaults({
  EXPLAIN_NOT_STARTED: ['unavailable', () => 'Nothing can be explained yet; ask again when the kernel has started.'],
  EXPLAIN_PRINCIPAL_UNKNOWN: ['not_found', (a: { principal: string }) => `There is no person or service "${a.principal}" whom you may know of.`],
  EXPLAIN_OPERATION_UNKNOWN: ['not_found', (a: { operation: string }) => `There is no operation "${a.operation}" that you may know of.`],
  EXPLAIN_WITHOUT_RECORD: ['malformed', (a: { operation: string }) => `"${a.operation}" is about no record that is there; ask without one.`],
  RECORD_NOT_FOUND: ['not_found', (a: { object: string }) => `There is no such record of ${a.object}.`],
});

/** What can be wrong with a question; each becomes an issue with its path. */
export const inputIssues = {
  INPUT_NOT_OBJECT: 'The input is not an object.',
  PARAMETER_UNKNOWN: 'The operation takes no such parameter.',
  PARAMETER_INVALID: 'The parameter is missing, or has another form than it must have.',
} as const satisfies Readonly<Record<string, string>>;
