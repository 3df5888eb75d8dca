import type { Access, Expr, Rights } from '@objectql/expression';
import { descriptorsOf } from '@objectql/metadata';
import type { MetadataReader } from '@objectql/metadata';
import { compileAccess, deniedBy } from './compile-access.ts';
import type { Clause } from './compile-access.ts';
import { Conditions } from './conditions.ts';
import { fieldsBySubject, systemFieldNames } from './object-fields.ts';
import type { ObjectFields } from './object-fields.ts';
import { isWhole } from './role-set.ts';
import type { RoleSet } from './role-set.ts';
import { RoleRights } from './role-rights.ts';
import { rulesByRole, speaksOf } from './rule.ts';
import type { Rule } from './rule.ts';
import { subjectsOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { SystemRights } from './system-rights.ts';

/** More sets of roles than this are not remembered at once; a forgotten one is compiled again when it is asked for. */
const rememberedRoleSets = 2_000;

/**
 * The rules of one metadata version, compiled as they are asked for. Role sets to which the same rules apply share one
 * `Access`, so the plans and validators that others keep by its identity are shared as well.
 */
export class Policy {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly system: Rights;
  readonly #fieldsOf: (subject: Subject) => ObjectFields;
  readonly #rules: ReadonlyMap<string, readonly Rule[]>;
  readonly #conditions: Conditions;
  readonly #accesses = new Map<string, Access | null>();
  readonly #rights = new Map<string, Rights>();

  constructor(reader: MetadataReader) {
    this.subjects = subjectsOf(reader);
    this.#fieldsOf = fieldsBySubject(reader);
    this.#rules = rulesByRole(descriptorsOf(reader, 'role'));
    this.#conditions = new Conditions(descriptorsOf(reader, 'object'));
    this.system = new SystemRights(this.subjects, this.#fieldsOf);
  }

  /** The identical object for equal sets. */
  rights(roles: RoleSet): Rights {
    const known = this.#rights.get(roles.key);
    if (known !== undefined) return known;
    const rights = new RoleRights(this, roles);
    const oldest = this.#rights.size < rememberedRoleSets ? undefined : this.#rights.keys().next().value;
    if (oldest !== undefined) this.#rights.delete(oldest);
    this.#rights.set(roles.key, rights);
    return rights;
  }

  access(subject: Subject, verb: string, roles: RoleSet): Access | undefined {
    const allows = this.#applying('allow', { subject, verb, roles });
    if (allows.length === 0) return undefined;
    const denies = this.#applying('deny', { subject, verb, roles });
    const key = this.#keyOf([...allows, ...denies], { subject, verb, roles });
    let access = this.#accesses.get(key);
    if (access === undefined) {
      const clause = (rule: Rule) => this.clause(rule, subject, roles);
      access = compileAccess({ object: subject.name, verb, allows: allows.map(clause), denies: denies.map(clause), ...this.#spoken(subject, verb) }) ?? null;
      this.#accesses.set(key, access);
    }
    return access ?? undefined;
  }

  denied(subject: Subject, verb: string, roles: RoleSet): Expr {
    const denies = this.#applying('deny', { subject, verb, roles }).filter((rule) => rule.fields === null);
    return deniedBy(denies.map((rule) => this.#conditions.clause(rule, subject, roles)));
  }

  /** The rules that speak of the verb: those of the roles that the caller has, or of every role. In the order of the roles' names. */
  rulesOn(subject: Subject, verb: string, roles?: RoleSet): readonly Rule[] {
    return [...this.#rules].flatMap(([role, rules]) => (roles === undefined || roles.held.includes(role) ? rules.filter((rule) => speaksOf(rule, subject, verb)) : []));
  }

  /** What a rule says of the subject to a caller with these roles: what his access is made of. */
  clause(rule: Rule, subject: Subject, roles: RoleSet): Clause {
    return this.#conditions.clause(rule, subject, roles);
  }

  /** Fields that an allow without `fields` covers, and those that always can be read. */
  #spoken(subject: Subject, verb: string): { fields: readonly string[]; always: readonly string[] } {
    if (verb === 'read') return { fields: this.#fieldsOf(subject).all, always: subject.object === null ? [] : systemFieldNames };
    const written = verb === 'create' || verb === 'update';
    return { fields: written ? this.#fieldsOf(subject).writable : [], always: [] };
  }

  #applying(effect: Rule['effect'], { subject, verb, roles }: Question): readonly Rule[] {
    const named = effect === 'allow' ? roles.active : roles.held;
    return named.flatMap((role) => this.#rules.get(role) ?? []).filter((rule) => rule.effect === effect && speaksOf(rule, subject, verb));
  }

  /** Equal rules give equal access, but for conditions that depend on what is withheld. */
  #keyOf(rules: readonly Rule[], { subject, verb, roles }: Question): string {
    const numbers = rules.map(({ number }) => number).toSorted((a, b) => a - b);
    const narrowed = !isWhole(roles) && rules.some((rule) => this.#conditions.dependOnRoles(rule, subject));
    return `${subject.name}\n${verb}\n${numbers.join()}\n${narrowed ? roles.key : ''}`;
  }
}

interface Question {
  readonly subject: Subject;
  readonly verb: string;
  readonly roles: RoleSet;
}

const policies = new WeakMap<MetadataReader, Policy>();

/** The policy of a snapshot, compiled on first use and kept as long as the snapshot. */
export function policyOf(reader: MetadataReader): Policy {
  let policy = policies.get(reader);
  if (policy === undefined) policies.set(reader, (policy = new Policy(reader)));
  return policy;
}
