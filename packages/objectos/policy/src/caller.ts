import type { AnyOperation, Verdict } from '@objectos/kernel';
import type { Access, Expr, Rights } from '@objectql/expression';
import { isTrue } from '@objectql/expression';
import { systemFieldNames } from './object-fields.ts';
import { subjectOf } from './operation-scope.ts';
import type { OperationScope } from './operation-scope.ts';

/** Verbs of the record operations themselves; every other verb is an event or an action. */
const recordVerbs: ReadonlySet<string> = new Set(['read', 'create', 'update', 'delete']);

/**
 * Everything that is the same for callers with the same roles and the same narrowing: their rights, their scope, and one
 * verdict per operation, taken once.
 */
export class Caller {
  readonly #rights: Rights;
  readonly #scope: OperationScope | null;
  readonly #verdicts = new Map<AnyOperation, Verdict>();
  readonly #scoped = new Map<string, Rights>();

  constructor(rights: Rights, scope: OperationScope | null) {
    this.#rights = rights;
    this.#scope = scope;
  }

  judge(operation: AnyOperation): Verdict {
    let verdict = this.#verdicts.get(operation);
    if (verdict === undefined) this.#verdicts.set(operation, (verdict = this.#decide(operation)));
    return verdict;
  }

  #decide(operation: AnyOperation): Verdict {
    if (this.#scope?.allows(operation.name) === false) return refused('what narrows the caller leaves this operation out');
    const { grant, name } = operation;
    if (grant === null) return { allowed: true, granted: this.#within(subjectOf(name)) };
    const { object, verb, orRoles = [] } = grant;
    const rights = this.#rights;
    if (isTrue(rights.denied(object, verb))) return refused(`a rule denies ${verb} on ${object}`);
    if (rights.of(object, verb) === undefined && !orRoles.some((role) => rights.holds(role))) return refused(`no rule grants ${verb} on ${object}`);
    const asksRecord = operation.target === 'record' && !recordVerbs.has(verb);
    if (asksRecord && rights.of(object, 'read') === undefined) return refused(`${verb} needs the record of ${object}, and no rule grants reading it`);
    return { allowed: true, granted: this.#within(object) };
  }

  /** The rights under which an operation of that object runs. */
  #within(object: string): Rights {
    if (this.#scope === null) return this.#rights;
    let rights = this.#scoped.get(object);
    if (rights === undefined) this.#scoped.set(object, (rights = new ScopedRights(this.#rights, this.#scope, object)));
    return rights;
  }
}

/**
 * Rights inside a scope, for operations of one object. Its own records can be read, for an operation answers the record it
 * touched. Records of an object that the scope does not read keep their existence and their system fields, so that a
 * reference to one can still be checked, and lose every other field: an expand is no way around the scope. What the scope
 * does not let the caller write by its own operation, no other operation writes with his rights.
 */
class ScopedRights implements Rights {
  readonly #rights: Rights;
  readonly #scope: OperationScope;
  readonly #object: string;

  constructor(rights: Rights, scope: OperationScope, object: string) {
    this.#rights = rights;
    this.#scope = scope;
    this.#object = object;
  }

  of(object: string, verb: string): Access | undefined {
    const access = this.#rights.of(object, verb);
    if (access === undefined) return undefined;
    if (verb !== 'read') return this.#scope.allows(`${object}.${verb}`) ? access : undefined;
    return object === this.#object || this.#scope.reads(object) ? access : bareOf(access);
  }

  denied(object: string, verb: string): Expr {
    return this.#rights.denied(object, verb);
  }

  holds(role: string): boolean {
    return this.#rights.holds(role);
  }
}

const bare = new WeakMap<Access, Access>();

/** The same records with nothing but their system fields; the identical object for the identical access. */
function bareOf(access: Access): Access {
  let without = bare.get(access);
  if (without === undefined) {
    const fields = new Map([...access.fields].filter(([name]) => systemFieldNames.includes(name)));
    bare.set(access, (without = { ...access, fields }));
  }
  return without;
}

function refused(reason: string): Verdict {
  return { allowed: false, reason };
}
