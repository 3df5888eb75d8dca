import type { Narrowing, Principal } from '@objectos/kernel';

/**
 * Whose rules count. What a role allows counts only while nothing narrows the role away; what a role denies counts as long
 * as the principal has it. So leaving a role out of a delegation can only ever take away.
 */
export interface RoleSet {
  /** Roles whose allow rules and names count. Sorted, each once. */
  readonly active: readonly string[];
  /** Roles whose deny rules count: all of `active` and those that are withheld. Sorted, each once; `active` itself where nothing is withheld. */
  readonly held: readonly string[];
  /** Equal for equal sets. */
  readonly key: string;
}

/** The role that every signed-in principal has, whatever his record says; a narrowing takes it away like any other. */
export const everyone = 'everyone';

/** The roles of a principal as a narrowing leaves them. */
export function roleSetOf(principal: Pick<Principal, 'roles'>, narrowing: Narrowing | null = null): RoleSet {
  const remaining = narrowing?.roles;
  const held = sortedSet([everyone, ...principal.roles, ...(narrowing?.withheldRoles ?? [])]);
  const named = new Set([everyone, ...principal.roles]);
  const active = held.filter((role) => named.has(role) && (remaining === undefined || remaining.includes(role)));
  return active.length === held.length
    ? { active: held, held, key: JSON.stringify(held) }
    : { active, held, key: JSON.stringify([active, held]) };
}

/** Whether every role that the principal has counts in full. */
export function isWhole(roles: RoleSet): boolean {
  return roles.active === roles.held;
}

function sortedSet(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
