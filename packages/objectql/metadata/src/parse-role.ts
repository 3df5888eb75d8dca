import * as z from 'zod';
import { Findings } from './findings.ts';
import type { Checked } from './issue.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { withoutNothing } from './parse-field.ts';
import type { PermissionRule, RoleDescriptor } from './role-descriptor.ts';
import { checkShape, describe, mapping, phrase } from './shape.ts';
import type { Source } from './source.ts';

const roleName = /^[a-z][A-Za-z0-9_-]{0,59}$/u;
const permission = /^(\*|[a-z][A-Za-z0-9_]*):(\*|[a-z][A-Za-z0-9_]*)$/u;

const verbs = z.union([phrase, z.array(phrase).min(1)], { error: 'a verb or a list of verbs' });
const limits = {
  object: phrase.describe('An object by its name or plural, or * for all.'),
  fields: z.array(phrase).optional().describe('Limits it to these fields: those that are visible, or may be given.'),
  when: phrase.optional().describe('CEL over record and actor; the rule speaks of the records for which it is true.'),
};

/** A full rule as written, or as a descriptor holds it. */
export const ruleShape = mapping({ allow: verbs.optional().describe('Verbs that it allows: read, create, update, delete, *, an event or an action.'), deny: verbs.optional().describe('Verbs that it forbids, whatever other rules allow.'), effect: z.enum(['allow', 'deny']).optional().describe('As descriptors say it; write allow or deny with the verbs.'), verbs: z.array(phrase).min(1).optional().describe('As descriptors say it; write allow or deny with the verbs.'), ...limits });

export const roleShape = mapping({
  kind: z.literal('role').optional().describe('Says what this file is, where its name does not.'),
  id: phrase.optional().describe('Stable identity, the name unless given.'),
  name: phrase.describe('sales-rep'),
  rules: z.array(z.unknown()).describe('"read:customers", or a mapping with allow or deny. What no rule allows is not allowed; a deny wins.'),
});

/** Reads a role as authors write it. Objects in its rules stay as written; `checkMetadata` turns plurals into names. */
export function parseRole(value: unknown, source: Source | Origin): Checked<RoleDescriptor> {
  const findings = new Findings(originOf(source));
  const written = checkShape(roleShape, value, findings);
  if (written === undefined) return findings.checked<RoleDescriptor>(undefined);
  const { name, id = name } = written;
  checkRoleName(name, findings.at('name'));
  return findings.checked<RoleDescriptor>({ kind: 'role', id, name, rules: parseRules(written.rules, findings.at('rules')), source: findings.source() });
}

/** Whether a role may be called so. */
export function checkRoleName(name: string, findings: Findings): void {
  if (roleName.test(name)) return;
  findings.fault('METADATA_NAME', `Role name ${JSON.stringify(name)} is not a lower-case letter and then letters, digits, "-" or "_".`);
}

/** Reads permission strings and full rules. */
export function parseRules(rules: readonly unknown[], findings: Findings): PermissionRule[] {
  return rules.flatMap((rule, index) => parseRule(rule, findings.at(index)) ?? []);
}

function parseRule(value: unknown, findings: Findings): PermissionRule | undefined {
  if (typeof value === 'string') return parsePermission(value, findings);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.fault('METADATA_SHAPE', `Expected a permission, found ${describe(value)}.`, { hint: `Write "verb:plural" such as "read:customers", or a mapping with "allow" or "deny".` });
    return undefined;
  }
  const written = checkShape(ruleShape, value, findings);
  if (written === undefined) return undefined;
  const { allow, deny, effect = deny === undefined ? 'allow' : 'deny', verbs: stated, object, fields, when } = written;
  const given = [allow, deny, stated].filter((each) => each !== undefined);
  const [named] = given;
  if (named === undefined || given.length > 1) {
    findings.fault('METADATA_SHAPE', 'A rule has either "allow" or "deny".', { hint: 'Write {allow: read, object: customers}.' });
    return undefined;
  }
  return withoutNothing({ effect, verbs: typeof named === 'string' ? [named] : named, object, fields, when, source: { ...findings.source(), text: textOfRule(written) } }) as PermissionRule;
}

function parsePermission(text: string, findings: Findings): PermissionRule | undefined {
  const [, verb, object] = permission.exec(text) ?? [];
  if (verb === undefined || object === undefined) {
    const near = text.replaceAll(/\s/gu, '').replace(/[./]/u, ':');
    const hint = permission.test(near) ? { hint: `Write ${JSON.stringify(near)}.`, fix: { replace: text, by: near } } : 'Write "verb:plural", such as "read:customers", "approve:contracts" or "*:customers".';
    findings.faultAt({ ...findings.source(), text }, 'METADATA_VALUE', `${JSON.stringify(text)} is no permission.`, hint);
    return undefined;
  }
  return { effect: 'allow', verbs: [verb], object, source: { ...findings.source(), text } };
}

/** `allow: read, object: customers, when: record.region == actor.region`; of a rule that was read before, what its author wrote then. */
function textOfRule({ source, ...written }: Readonly<Record<string, unknown>>): string {
  if (typeof source === 'object' && source !== null && 'text' in source && typeof source.text === 'string') return source.text;
  return Object.entries(written).map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`).join(', ');
}
