import { parseExpression } from '@objectql/expression';
import { adviceIn, descriptorsOf, fieldOf, misspelling, systemFields } from '@objectql/metadata';
import type { Advice, Issue, MetadataReader, ObjectDescriptor, Source } from '@objectql/metadata';
import { agentToolsKind, agentToolsOf } from './agent-tools.ts';
import { policyErrors } from './errors.ts';
import type { PolicyErrorCode } from './errors.ts';
import { nullEqualities } from './null-equality.ts';
import { fieldVerbs, rulesByRole } from './rule.ts';
import type { Rule } from './rule.ts';
import { subjectsOf } from './subject.ts';
import type { Subject } from './subject.ts';

/**
 * Everything wrong in the roles of this metadata: conditions that cannot be read, names that refer to nothing, rules that
 * would have no effect; and, as a warning, comparisons that let through more than they seem to. Run at boot; a fault keeps
 * the kernel from starting.
 */
export function checkPolicies(reader: MetadataReader): readonly Issue[] {
  const byRole = rulesByRole(descriptorsOf(reader, 'role'));
  const env = { objects: descriptorsOf(reader, 'object'), subjects: subjectsOf(reader), roles: [...byRole.keys()] };
  return [...byRole.values()].flat().flatMap((rule) => Array.from(checkRule(rule, env)));
}

/** Tools that `agentTools` names and no plugin offers. */
export function checkAgentTools(reader: MetadataReader, operations: readonly { readonly name: string }[]): readonly Issue[] {
  const names = new Set(operations.map(({ name }) => name));
  const issues: Issue[] = [];
  for (const [plugin, descriptor] of agentToolsOf(reader)) {
    const source = descriptor.source ?? { file: plugin, path: agentToolsKind };
    for (const [index, operation] of descriptor.operations.entries()) {
      if (names.has(operation)) continue;
      const at = descriptor.source === undefined ? source : { ...source, path: `${agentToolsKind}[${index}]`, text: operation };
      issues.push(issue('AGENT_TOOL_UNKNOWN', policyErrors.AGENT_TOOL_UNKNOWN({ plugin, operation }), { source: at, hint: misspelling(operation, names) }));
    }
  }
  return issues;
}

interface Env {
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly roles: readonly string[];
}

function* checkRule(rule: Rule, env: Env): Generator<Issue> {
  const { role, object } = rule;
  const source = sourceOf(rule);
  const subject = env.subjects.get(object);
  if (object !== '*' && subject === undefined) {
    yield issue('POLICY_OBJECT_UNKNOWN', policyErrors.POLICY_OBJECT_UNKNOWN({ role, object }), { source, hint: misspelling(object, env.subjects.keys()) });
    return;
  }
  if (subject?.object === null && (rule.fields !== null || rule.when !== null)) {
    yield issue('POLICY_NO_RECORDS', policyErrors.POLICY_NO_RECORDS({ role, object }), { source, hint: 'Write the rule without fields and without a condition.' });
    return;
  }
  const spoken = (subject === undefined ? [...env.subjects.values()] : [subject]).flatMap((each) => each.object ?? []);
  for (const field of rule.fields ?? []) {
    if (spoken.some((each) => fieldOf(each, field) !== undefined)) continue;
    const known = spoken.flatMap(({ fields }) => [...Object.keys(fields), ...Object.keys(systemFields)]);
    yield issue('POLICY_FIELD_UNKNOWN', policyErrors.POLICY_FIELD_UNKNOWN({ role, object, field }), { source, hint: misspelling(field, known) });
  }
  for (const verb of rule.fields === null ? [] : rule.verbs) {
    if (verb === '*' || fieldVerbs.has(verb)) continue;
    yield issue('POLICY_FIELDS_WITHOUT_EFFECT', policyErrors.POLICY_FIELDS_WITHOUT_EFFECT({ role, object, verb }), {
      source,
      hint: `Write a rule of its own for "${verb}", without fields.`,
    });
  }
  for (const each of spoken) yield* checkCondition(rule, each, env);
}

function* checkCondition(rule: Rule, object: ObjectDescriptor, env: Env): Generator<Issue> {
  const { when, role } = rule;
  if (when === null) return;
  const parsed = parseExpression(when, { ...env, object });
  for (const { message, hint, fix } of parsed.ok ? [] : parsed.issues) {
    yield issue('POLICY_CONDITION', policyErrors.POLICY_CONDITION({ role, object: object.name, when, problem: message }), { source: sourceOf(rule), hint: hint === undefined || fix === undefined ? hint : { hint, fix } });
  }
  for (const comparison of parsed.ok ? nullEqualities(parsed.expr, rule.effect) : []) {
    const doubtful = issue('POLICY_NULL_EQUALITY', policyErrors.POLICY_NULL_EQUALITY({ role, object: object.name, comparison }), {
      source: sourceOf(rule),
      hint: 'Say what holds where it is empty, such as "record.region != null && record.region == actor.region", or make the field required.',
    });
    yield { ...doubtful, severity: 'warning' };
  }
}

function issue(code: PolicyErrorCode, message: string, { source, hint }: { source: Source; hint?: Advice | undefined }): Issue {
  return { code, severity: 'fault', message, source, ...adviceIn(hint) };
}

function sourceOf({ role, source }: Rule): Source {
  return source ?? { file: `role ${role}` };
}
