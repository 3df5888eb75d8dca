import { FALSE } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import type { Policy } from './policy.ts';
import type { RoleSet } from './role-set.ts';

/** What a set of roles may do, remembered by object and verb. */
export class RoleRights implements Rights {
  readonly #policy: Policy;
  readonly #roles: RoleSet;
  readonly #known = new Map<string, Map<string, Access | undefined>>();
  readonly #denied = new Map<string, Expr>();

  constructor(policy: Policy, roles: RoleSet) {
    this.#policy = policy;
    this.#roles = roles;
  }

  of(object: string, verb: string): Access | undefined {
    const verbs = this.#known.get(object);
    const known = verbs?.get(verb);
    if (known !== undefined || verbs?.has(verb) === true) return known;
    const subject = this.#policy.subjects.get(object);
    if (subject === undefined) return undefined;
    const access = this.#policy.access(subject, verb, this.#roles);
    if (verbs === undefined) this.#known.set(object, new Map([[verb, access]]));
    else verbs.set(verb, access);
    return access;
  }

  denied(object: string, verb: string): Expr {
    const subject = this.#policy.subjects.get(object);
    if (subject === undefined) return FALSE;
    const key = `${object}.${verb}`;
    let denied = this.#denied.get(key);
    if (denied === undefined) this.#denied.set(key, (denied = this.#policy.denied(subject, verb, this.#roles)));
    return denied;
  }

  holds(role: string): boolean {
    return this.#roles.active.includes(role);
  }
}
