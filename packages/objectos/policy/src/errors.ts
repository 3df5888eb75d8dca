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
