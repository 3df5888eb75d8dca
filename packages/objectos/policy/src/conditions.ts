import { FALSE, TRUE, and, or, parseExpression } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { asksForRoles, bindRoles } from './bind-roles.ts';
import type { Clause } from './compile-access.ts';
import { isWhole } from './role-set.ts';
import type { RoleSet } from './role-set.ts';
import type { Rule } from './rule.ts';
import type { Subject } from './subject.ts';

/** Conditions of rules, parsed once per rule and subject. */
export class Conditions {
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly #parsed = new Map<Rule, Map<string, Parsed>>();

  constructor(objects: ReadonlyMap<string, ObjectDescriptor>) {
    this.#objects = objects;
  }

  /** Whether what the rule says of the subject depends on how the caller's roles are narrowed. */
  dependOnRoles(rule: Rule, subject: Subject): boolean {
    return this.#of(rule, subject).asksForRoles;
  }

  /**
   * What the rule says of the subject to a caller with these roles. Where some are withheld, a condition that asks for roles
   * is read with and without them: an allow needs both readings, a deny needs either, so withholding never widens.
   */
  clause(rule: Rule, subject: Subject, roles: RoleSet): Clause {
    const parsed = this.#of(rule, subject);
    const condition = rule.when ?? '';
    if (!parsed.asksForRoles || isWhole(roles)) return { fields: rule.fields, when: parsed.expr, condition };
    const readings = [bindRoles(parsed.expr, roles.active), bindRoles(parsed.expr, roles.held)];
    return { fields: rule.fields, when: rule.effect === 'allow' ? and(...readings) : or(...readings), condition };
  }

  #of(rule: Rule, subject: Subject): Parsed {
    let bySubject = this.#parsed.get(rule);
    if (bySubject === undefined) this.#parsed.set(rule, (bySubject = new Map()));
    let parsed = bySubject.get(subject.name);
    if (parsed === undefined) bySubject.set(subject.name, (parsed = this.#parse(rule, subject)));
    return parsed;
  }

  /** A condition that cannot be read is reported at boot (`checkPolicies`); should it be asked all the same, it allows nothing and denies everything. */
  #parse(rule: Rule, { object }: Subject): Parsed {
    if (rule.when === null) return { expr: TRUE, asksForRoles: false };
    const parsed = object === null ? null : parseExpression(rule.when, { object, objects: this.#objects });
    if (parsed === null || !parsed.ok) return { expr: rule.effect === 'allow' ? FALSE : TRUE, asksForRoles: false };
    return { expr: parsed.expr, asksForRoles: asksForRoles(parsed.expr) };
  }
}

interface Parsed {
  readonly expr: Expr;
  readonly asksForRoles: boolean;
}
