import { FALSE } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { descriptorsOf } from '@objectql/metadata';
import type { MetadataReader, ObjectDescriptor } from '@objectql/metadata';
import { anyOf, compileAccess } from './compile-access.ts';
import { Conditions } from './conditions.ts';
import { fieldsByObject, systemFieldNames } from './object-fields.ts';
import type { ObjectFields } from './object-fields.ts';
import { isWhole } from './role-set.ts';
import type { RoleSet } from './role-set.ts';
import { RoleRights } from './role-rights.ts';
import { rulesByRole, speaksOf } from './rule.ts';
import type { Rule } from './rule.ts';
import { SystemRights } from './system-rights.ts';

/** More sets of roles than this are not remembered at once; a forgotten one is compiled again when it is asked for. */
const rememberedRoleSets = 2_000;

/**
 * The rules of one metadata version, compiled as they are asked for. Role sets to which the same rules apply share one
 * `Access`, so the plans and validators that others keep by its identity are shared as well.
 */
export class Policy {
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly system: Rights;
  readonly #fieldsOf: (object: ObjectDescriptor) => ObjectFields;
  readonly #rules: ReadonlyMap<string, readonly Rule[]>;
  readonly #conditions: Conditions;
  readonly #accesses = new Map<string, Access | null>();
  readonly #rights = new Map<string, Rights>();

  constructor(reader: MetadataReader) {
    this.objects = new Map([...descriptorsOf(reader, 'object')].filter(([, { internal }]) => internal !== true));
    this.#fieldsOf = fieldsByObject(reader);
    this.#rules = rulesByRole(descriptorsOf(reader, 'role'));
    this.#conditions = new Conditions(this.objects);
    this.system = new SystemRights(this.objects, this.#fieldsOf);
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

  access(object: ObjectDescriptor, verb: string, roles: RoleSet): Access | undefined {
    const allows = this.#applying('allow', { object, verb, roles });
    if (allows.length === 0) return undefined;
    const denies = this.#applying('deny', { object, verb, roles });
    const key = this.#keyOf([...allows, ...denies], { object, verb, roles });
    let access = this.#accesses.get(key);
    if (access === undefined) {
      const clause = (rule: Rule) => this.#conditions.clause(rule, object, roles);
      access = compileAccess({ object: object.name, verb, allows: allows.map(clause), denies: denies.map(clause), ...this.#spoken(object, verb) }) ?? null;
      this.#accesses.set(key, access);
    }
    return access ?? undefined;
  }

  denied(object: ObjectDescriptor, verb: string, roles: RoleSet): Expr {
    const denies = this.#applying('deny', { object, verb, roles }).filter((rule) => rule.fields === null);
    return denies.length === 0 ? FALSE : anyOf(denies.map((rule) => this.#conditions.clause(rule, object, roles)));
  }

  /** Fields that an allow without `fields` covers, and those that always can be read. */
  #spoken(object: ObjectDescriptor, verb: string): { fields: readonly string[]; always: readonly string[] } {
    if (verb === 'read') return { fields: this.#fieldsOf(object).all, always: systemFieldNames };
    const written = verb === 'create' || verb === 'update';
    return { fields: written ? this.#fieldsOf(object).writable : [], always: [] };
  }

  #applying(effect: Rule['effect'], { object, verb, roles }: Question): readonly Rule[] {
    const named = effect === 'allow' ? roles.active : roles.held;
    return named.flatMap((role) => this.#rules.get(role) ?? []).filter((rule) => rule.effect === effect && speaksOf(rule, object.name, verb));
  }

  /** Equal rules give equal access, but for conditions that depend on what is withheld. */
  #keyOf(rules: readonly Rule[], { object, verb, roles }: Question): string {
    const numbers = rules.map(({ number }) => number).toSorted((a, b) => a - b);
    const narrowed = !isWhole(roles) && rules.some((rule) => this.#conditions.dependOnRoles(rule, object));
    return `${object.name}\n${verb}\n${numbers.join()}\n${narrowed ? roles.key : ''}`;
  }
}

interface Question {
  readonly object: ObjectDescriptor;
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
