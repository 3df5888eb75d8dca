import { parseExpression } from '@objectql/expression';
import { descriptorsOf, fieldOf, nearestName } from '@objectql/metadata';
import type { Issue, MetadataReader, ObjectDescriptor, Source, ValidationRule } from '@objectql/metadata';
import type { ruleIssues } from './errors.ts';

/** Validation rules that cannot mean anything: a condition that cannot be read, a field that is not there. Run at boot. */
export function checkRules(reader: MetadataReader): readonly Issue[] {
  const objects = descriptorsOf(reader, 'object');
  return [...objects.values()].flatMap((object) => object.rules.flatMap((rule) => issuesOf(rule, object, objects)));
}

function issuesOf(rule: ValidationRule, object: ObjectDescriptor, objects: ReadonlyMap<string, ObjectDescriptor>): Issue[] {
  const source = rule.source ?? object.source ?? { file: object.name, path: `rules.${rule.name}` };
  const parsed = parseExpression(rule.holds, { object, objects });
  const issues = (parsed.ok ? [] : parsed.issues).map(({ message, hint }) =>
    fault('RULE_CONDITION', source, { message: `The rule "${rule.name}" of ${object.name} cannot be read: ${message}`, hint }));
  if (rule.field === undefined || fieldOf(object, rule.field) !== undefined) return issues;
  const near = nearestName(rule.field, Object.keys(object.fields));
  const message = `The rule "${rule.name}" of ${object.name} reports at "${rule.field}", which is not a field of it.`;
  return [...issues, fault('RULE_FIELD_UNKNOWN', source, { message, hint: near === undefined ? undefined : `Did you mean "${near}"?` })];
}

function fault(code: keyof typeof ruleIssues, source: Source, { message, hint }: { message: string; hint: string | undefined }): Issue {
  return hint === undefined ? { code, severity: 'fault', message, source } : { code, severity: 'fault', message, source, hint };
}
