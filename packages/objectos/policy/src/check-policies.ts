import { parseExpression } from '@objectql/expression';
import { descriptorsOf, fieldOf, nearestName, systemFields } from '@objectql/metadata';
import type { Issue, MetadataReader, ObjectDescriptor, Source } from '@objectql/metadata';
import { agentToolsKind, agentToolsOf } from './agent-tools.ts';
import { policyErrors } from './errors.ts';
import type { PolicyErrorCode } from './errors.ts';
import { fieldVerbs, rulesByRole } from './rule.ts';
import type { Rule } from './rule.ts';

/**
 * Everything wrong in the roles of this metadata: conditions that cannot be read, names that refer to nothing, rules that
 * would have no effect. Run at boot; a fault keeps the kernel from starting.
 */
export function checkPolicies(reader: MetadataReader): readonly Issue[] {
  const objects = descriptorsOf(reader, 'object');
  const rules = [...rulesByRole(descriptorsOf(reader, 'role')).values()].flat();
  return rules.flatMap((rule) => Array.from(checkRule(rule, objects)));
}

/** Tools that `agentTools` names and no plugin offers. */
export function checkAgentTools(reader: MetadataReader, operations: readonly { readonly name: string }[]): readonly Issue[] {
  const names = new Set(operations.map(({ name }) => name));
  const issues: Issue[] = [];
  for (const [plugin, descriptor] of agentToolsOf(reader)) {
    const source = descriptor.source ?? { file: plugin, path: agentToolsKind };
    for (const operation of descriptor.operations) {
      if (names.has(operation)) continue;
      issues.push(issue('AGENT_TOOL_UNKNOWN', policyErrors.AGENT_TOOL_UNKNOWN({ plugin, operation }), { source, hint: suggestion(operation, names) }));
    }
  }
  return issues;
}

function* checkRule(rule: Rule, objects: ReadonlyMap<string, ObjectDescriptor>): Generator<Issue> {
  const { role, object } = rule;
  const source = sourceOf(rule);
  const spoken = object === '*' ? [...objects.values()].filter(({ internal }) => internal !== true) : asList(objects.get(object));
  if (object !== '*' && spoken.length === 0) {
    yield issue('POLICY_OBJECT_UNKNOWN', policyErrors.POLICY_OBJECT_UNKNOWN({ role, object }), { source, hint: suggestion(object, objects.keys()) });
    return;
  }
  for (const field of rule.fields ?? []) {
    if (spoken.some((each) => fieldOf(each, field) !== undefined)) continue;
    const known = spoken.flatMap(({ fields }) => [...Object.keys(fields), ...Object.keys(systemFields)]);
    yield issue('POLICY_FIELD_UNKNOWN', policyErrors.POLICY_FIELD_UNKNOWN({ role, object, field }), { source, hint: suggestion(field, known) });
  }
  for (const verb of rule.fields === null ? [] : rule.verbs) {
    if (verb === '*' || fieldVerbs.has(verb)) continue;
    yield issue('POLICY_FIELDS_WITHOUT_EFFECT', policyErrors.POLICY_FIELDS_WITHOUT_EFFECT({ role, object, verb }), {
      source,
      hint: `Write a rule of its own for "${verb}", without fields.`,
    });
  }
  for (const each of spoken) yield* checkCondition(rule, each, objects);
}

function* checkCondition(rule: Rule, object: ObjectDescriptor, objects: ReadonlyMap<string, ObjectDescriptor>): Generator<Issue> {
  const { when, role } = rule;
  if (when === null) return;
  const parsed = parseExpression(when, { object, objects });
  for (const { message, hint } of parsed.ok ? [] : parsed.issues) {
    yield issue('POLICY_CONDITION', policyErrors.POLICY_CONDITION({ role, object: object.name, when, problem: message }), { source: sourceOf(rule), hint });
  }
}

function issue(code: PolicyErrorCode, message: string, { source, hint }: { source: Source; hint?: string | undefined }): Issue {
  return { code, severity: 'fault', message, source, ...(hint === undefined ? {} : { hint }) };
}

function suggestion(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestName(name, [...candidates]);
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

function sourceOf({ role, source }: Rule): Source {
  return source ?? { file: `role ${role}` };
}

function asList<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
