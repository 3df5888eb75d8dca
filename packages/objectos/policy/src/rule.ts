import type { PermissionRule, RoleDescriptor, Source } from '@objectql/metadata';
import type { Subject } from './subject.ts';

/** A permission rule ready to be asked. Numbers follow the roles' order by name, so equal metadata gives equal numbers. */
export interface Rule {
  readonly number: number;
  readonly role: string;
  readonly effect: 'allow' | 'deny';
  readonly verbs: ReadonlySet<string>;
  readonly object: string;
  /** Null: it speaks of whole records. */
  readonly fields: ReadonlySet<string> | null;
  /** CEL text; null: of every record. */
  readonly when: string | null;
  readonly source: Source | undefined;
}

/** Verbs of which a rule with `fields` may speak: the others do something with whole records. */
export const fieldVerbs: ReadonlySet<string> = new Set(['read', 'create', 'update']);

/** The rules of all roles, by role. */
export function rulesByRole(roles: ReadonlyMap<string, RoleDescriptor>): ReadonlyMap<string, readonly Rule[]> {
  let number = 0;
  const named = [...roles.keys()].toSorted();
  return new Map(named.map((name) => [name, roles.get(name)?.rules.map((rule) => ruleOf(number++, name, rule)) ?? []]));
}

/**
 * Whether the rule speaks of this verb on this subject. One that is limited to fields says nothing of deletes, events and
 * actions: `*` with fields never grants the delete of the whole record.
 */
export function speaksOf(rule: Rule, subject: Subject, verb: string): boolean {
  if (rule.object !== subject.name && (rule.object !== '*' || !includesIn(rule, subject))) return false;
  if (!rule.verbs.has(verb) && !rule.verbs.has('*')) return false;
  return rule.fields === null || fieldVerbs.has(verb);
}

/**
 * Whether `*` includes the subject. It means all objects; what has no records is granted by name or by the whole right to
 * everything, for `read:*` must not open the audit log, which shows what masks hide.
 */
function includesIn({ effect, verbs, fields, when }: Rule, { object }: Subject): boolean {
  return object !== null || (fields === null && when === null && (effect === 'deny' || verbs.has('*')));
}

function ruleOf(number: number, role: string, { effect, verbs, object, fields, when, source }: PermissionRule): Rule {
  return {
    number, role, effect, object, source,
    verbs: new Set(verbs),
    fields: fields === undefined ? null : new Set(fields),
    when: when ?? null,
  };
}
