import type { Advice } from './advice.ts';
import type { Findings } from './findings.ts';
import type { LoadedSet } from './loaded-set.ts';
import { suggestion } from './nearest-name.ts';
import type { PermissionRule, RoleDescriptor } from './role-descriptor.ts';
import type { Source } from './source.ts';
import { systemFields } from './system-fields.ts';

const grants = ['read', 'create', 'update', 'delete', '*'] as const;
const reads = new Set(['list', 'get', 'query', 'history', 'count']);

/** Rules that speak of objects, verbs or fields that are not there would grant, or deny, nothing: each is a fault. */
export function checkRules(role: RoleDescriptor, loaded: LoadedSet, findings: Findings): void {
  for (const rule of role.rules) {
    const source = rule.source ?? role.source ?? { file: `role ${role.name}` };
    const subject = loaded.subjects.get(rule.object);
    if (subject !== undefined) {
      checkVerbs(rule, { role: role.name, object: rule.object, source }, ['*', ...subject], findings);
      continue;
    }
    const object = rule.object === '*' ? '*' : loaded.objectNamed(rule.object)?.name;
    if (object === undefined) {
      const known = loaded.objects.values().flatMap(({ value }) => [value.plural, value.name]);
      findings.faultAt(source, 'METADATA_REFERENCE', `Role "${role.name}" speaks of "${rule.object}", which is no loaded object.`, turnedRound(rule, loaded) ?? suggestion(rule.object, [...known, ...loaded.subjects.keys()]));
      continue;
    }
    checkVerbs(rule, { role: role.name, object, source }, [...grants, ...loaded.verbsOf(object)], findings);
    checkFields(rule, { role: role.name, object, source }, loaded, findings);
  }
}

interface Spoken {
  readonly role: string;
  /** By its singular name, or `*`. */
  readonly object: string;
  readonly source: Source;
}

/** `customers:read`: the two words are those of a permission, and stand the wrong way round. */
function turnedRound({ verbs: [verb = '', ...others], object, source }: PermissionRule, loaded: LoadedSet): Advice | undefined {
  const meant = loaded.objectNamed(verb);
  if (others.length > 0 || meant === undefined || ![...grants, ...loaded.verbsOf(meant.name)].includes(object)) return undefined;
  const written = `${object}:${verb}`;
  return { hint: `Write ${JSON.stringify(written)}: the verb comes first.`, fix: { replace: source?.text ?? `${verb}:${object}`, by: written } };
}

function checkVerbs({ verbs }: PermissionRule, { role, object, source }: Spoken, known: readonly string[], findings: Findings): void {
  for (const verb of verbs) {
    if (known.includes(verb)) continue;
    const hint = reads.has(verb) && known.includes('read') ? 'Write "read": it means get, list, query and history.' : (suggestion(verb, known) ?? `Known: ${known.join(', ')}.`);
    findings.faultAt(source, 'METADATA_REFERENCE', `Role "${role}" speaks of "${verb}", which is no verb, event or action of ${object === '*' ? 'any object' : `"${object}"`}.`, hint);
  }
}

function checkFields({ fields = [] }: PermissionRule, { role, object, source }: Spoken, loaded: LoadedSet, findings: Findings): void {
  const spoken = object === '*' ? [...loaded.objects.values()].map(({ value }) => value) : [loaded.object(object)].filter((each) => each !== undefined);
  const known = [...new Set([...spoken.flatMap((each) => Object.keys(each.fields)), ...Object.keys(systemFields)])];
  for (const field of fields) {
    if (known.includes(field)) continue;
    findings.faultAt(source, 'METADATA_REFERENCE', `Role "${role}" speaks of field "${field}", which ${object === '*' ? 'no object' : `"${object}" does not`}${object === '*' ? ' has' : ' have'}.`, suggestion(field, known));
  }
}
