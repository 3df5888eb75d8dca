import type { AnyOperation, Context } from '@objectos/kernel';
import { namesOperation } from './explain-limits.ts';
import type { Limits, PersonUnderLimits } from './explain-limits.ts';
import type { RecordOutcome } from './explain-record.ts';
import type { ExplainedSide } from './explanation.ts';
import type { Policy } from './policy.ts';
import { roleSetOf } from './role-set.ts';
import type { Subject } from './subject.ts';

/** The refused call, and whose it is. */
export interface Need {
  /** Of the call itself. */
  readonly code: string | null;
  readonly operation: AnyOperation;
  readonly surface: Context['surface'];
  readonly sides: readonly ExplainedSide[];
  readonly person: PersonUnderLimits;
  readonly policy: Policy;
  readonly subject: Subject | null;
}

/** A delegation or a token. */
type Limit = Limits & Pick<ExplainedSide, 'side' | 'id'>;

/** What would have to be otherwise, each thing in a sentence: of the limits where they are what refuses, of the person only what he himself lacks. */
export function neededFor(need: Need): readonly string[] {
  if (need.code === null) return [];
  const { operation, surface, sides, person } = need;
  const own = person.outcome();
  const limits = sides.flatMap(({ side, id, operations = null, roles = null }): Limit[] => (side === 'delegation' || side === 'token' ? [{ side, id, operations, roles }] : []));
  const tools = sides.filter(({ side, allows }) => side === 'plugin' && !allows).map(({ side, id }) => `the ${side} ${id} to name ${operation.name}`);
  const elsewhere = operation.surfaces?.includes(surface) === false ? [`another surface: ${operation.surfaces.join(', ')}`] : [];
  return [...ofLimits(limits, own, need), ...tools, ...elsewhere, ...ofPerson(limits, own, need)];
}

function ofPerson(limits: readonly Limit[], { code, reasons }: RecordOutcome, need: Need): readonly string[] {
  if (code === 'FLOW_GUARD_FAILED') return reasons.filter(({ side }) => side === 'operation').map(({ message }) => message.replace(/\.$/u, ''));
  const roles = code === 'OPERATION_NOT_FOUND' || code === 'FORBIDDEN' ? rolesNeeded(need) : [];
  if (roles.length === 0) return [];
  const takers = limits.filter((limit) => limit.roles !== null).map(({ side, id }) => `, and the ${side} ${id} to leave it`);
  return [`one of the roles ${roles.join(', ')}${takers.join('')}`];
}

/** Roles that the person does not have and which have a rule for it, or which a guard lets through. */
function rolesNeeded({ operation: { grant }, policy, subject, person }: Need): readonly string[] {
  if (subject === null || grant === null) return [];
  const has = roleSetOf(person.session.principal).held;
  const named = policy.rulesOn(subject, grant.verb).filter(({ effect }) => effect === 'allow').map(({ role }) => role);
  return [...new Set([...named, ...(grant.orRoles ?? [])])].filter((role) => !has.includes(role)).toSorted();
}

function ofLimits(limits: readonly Limit[], own: RecordOutcome, need: Need): readonly string[] {
  const each = limits.flatMap((limit) => ofLimit(limit, own, need));
  const joint = limits.filter(({ roles }) => roles !== null);
  if (each.length > 0 || own.code !== null || joint.length < 2) return each;
  const left = joint.map(({ side, id, roles }) => `the ${side} ${id} leaves ${listed(roles)}`).join(', ');
  return [`a role that allows it to be left by every limit: ${left}`];
}

/** Nothing where the person may not either and the operation is named: then the limit takes nothing away. */
function ofLimit(limit: Limit, own: RecordOutcome, { operation, person }: Need): readonly string[] {
  const { operations, roles } = limit;
  const { name, grant } = operation;
  const needs = namesOperation(limit, name) ? [] : [operationNeeded(limit, name)];
  if (own.code !== null) return needs;
  if (needs.length === 0 && grant !== null && person.outcome({ operations, roles: null }).code !== null) needs.push(operationNeeded(limit, `${grant.object}.${grant.verb}`));
  if (roles !== null && person.outcome({ operations: null, roles }).code !== null) needs.push(roleLeftNeeded(limit, roles, person));
  return needs;
}

function operationNeeded({ side, id, operations }: Limit, operation: string): string {
  return side === 'token'
    ? `another token that names ${operation}: the token ${id} names only ${listed(operations)}, and a token cannot be changed`
    : `the ${side} ${id} to name ${operation}: it names only ${listed(operations)}, so change it or make another`;
}

function roleLeftNeeded({ side, id }: Limit, roles: readonly string[], person: PersonUnderLimits): string {
  const taken = person.session.principal.roles.filter((role) => !roles.includes(role)).toSorted();
  const enough = taken.filter((role) => person.outcome({ operations: null, roles: [...roles, role] }).code === null);
  const what = enough.length === 1 ? `the role ${enough.join('')}` : enough.length > 1 ? `one of the roles ${enough.join(', ')}` : `more of the roles ${taken.join(', ')}`;
  return side === 'token'
    ? `another token that leaves ${what}: the token ${id} leaves only ${listed(roles)}, and a token cannot be changed`
    : `the ${side} ${id} to leave ${what}: it leaves only ${listed(roles)}, so change it or make another`;
}

function listed(names: readonly string[] | null): string {
  return names === null ? 'all roles' : names.join(', ') || 'none';
}
