import { compilePredicate, isFalse, isTrue, not } from '@objectql/expression';
import type { Access, Actor, Expr, FieldExpr, RecordQuestion, Rights } from '@objectql/expression';
import type { Row } from '@objectql/metadata';

/** A record as the lane has it now, with the records that its lookups lead to. */
export interface Subject {
  readonly row: Row;
  readonly related: (object: string, id: string) => Row | null;
}

/** What of a call says who calls. */
export interface CallerQuestion {
  readonly granted: unknown;
  readonly context: Pick<RecordQuestion, 'principal' | 'narrowing'>;
}

/** Who calls an event or action, and what he may know and do: every question about him is asked of a record at hand. */
export class FlowCaller {
  readonly rights: Rights;
  /** With the roles that count. */
  readonly actor: Actor;
  /** With the roles that a delegation withholds as well; undefined where none are. */
  readonly unnarrowed: Actor | undefined;

  constructor({ granted, context }: CallerQuestion) {
    // The authoriser's own plan. The kernel carries it without looking; what it holds by contract is the caller's rights.
    this.rights = granted as Rights;
    const { actor, unnarrowed } = actorsOf(context, this.rights);
    this.actor = actor;
    this.unnarrowed = unnarrowed;
  }

  /** Whether he may know what the field holds in this record. Through a lookup only where nothing about it depends on the record that it leads to. */
  knows(object: string, { name, via }: Pick<FieldExpr, 'name' | 'via'>, subject: Subject): boolean {
    const read = this.rights.of(object, 'read');
    if (read === undefined) return false;
    if (via === undefined) return this.#unmasked(read, name, subject);
    const target = this.rights.of(via.object, 'read');
    const everywhere = target?.fields.get(name);
    return this.#unmasked(read, via.field, subject) && target !== undefined && isTrue(target.rows) && everywhere !== undefined && isTrue(everywhere);
  }

  /** Whether an explicit deny forbids him the verb on this record. Unknown is denied. */
  isDenied(object: string, verb: string, subject: Subject): boolean {
    const denied = this.rights.denied(object, verb);
    return !isFalse(denied) && !this.#isTrue(negationOf(denied), subject);
  }

  /** Whether a rule grants him the verb on this record. */
  isGranted(object: string, verb: string, subject: Subject): boolean {
    const access = this.rights.of(object, verb);
    return access !== undefined && this.#isTrue(access.rows, subject);
  }

  #unmasked(read: Access, name: string, subject: Subject): boolean {
    const mask = read.fields.get(name);
    return mask !== undefined && this.#isTrue(mask, subject);
  }

  #isTrue(expr: Expr, { row, related }: Subject): boolean {
    return isTrue(expr) || predicateOf(expr)(row, this.actor, [], related);
  }
}

function actorsOf({ principal, narrowing }: CallerQuestion['context'], rights: Rights): { readonly actor: Actor; readonly unnarrowed: Actor | undefined } {
  const withheld = narrowing?.withheldRoles ?? [];
  const roles = principal.roles.filter((role) => rights.holds(role));
  const all = [...new Set([...principal.roles, ...withheld])];
  if (roles.length === all.length) return { actor: principal, unnarrowed: undefined };
  return { actor: { ...principal, roles }, unnarrowed: { ...principal, roles: all } };
}

type Predicate = ReturnType<typeof compilePredicate>;
const predicates = new WeakMap<Expr, Predicate>();
const negations = new WeakMap<Expr, Expr>();

/** Rights keep their expressions, so each is compiled once. */
function predicateOf(expr: Expr): Predicate {
  let predicate = predicates.get(expr);
  if (predicate === undefined) predicates.set(expr, (predicate = compilePredicate(expr)));
  return predicate;
}

function negationOf(expr: Expr): Expr {
  let negation = negations.get(expr);
  if (negation === undefined) negations.set(expr, (negation = not(expr)));
  return negation;
}
