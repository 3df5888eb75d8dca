import { FALSE, TRUE, and, isFalse, isTrue, not, or, simplify } from '@objectql/expression';
import type { Access, Expr } from '@objectql/expression';

/** What one rule says of one object: for which records, and of which fields (null: the whole record). */
export interface Clause {
  readonly fields: ReadonlySet<string> | null;
  readonly when: Expr;
  /** Equal where `when` is the same condition. */
  readonly condition: string;
}

export interface AccessQuestion {
  readonly object: string;
  readonly verb: string;
  readonly allows: readonly Clause[];
  readonly denies: readonly Clause[];
  /** Fields that an allow without `fields` speaks of. Empty for verbs that are about whole records. */
  readonly fields: readonly string[];
  /** Fields that nothing can mask. */
  readonly always: readonly string[];
}

/**
 * Rules become one row predicate and a mask per field:
 *
 *     rows    = OR(allow.when)                    AND NOT OR(deny.when)        deny rules without fields
 *     mask(f) = OR(allow.when of rules that list f) AND NOT OR(deny.when)      deny rules that list f
 *
 * Kleene's logic makes the deny safe: where its condition is unknown, so is the whole, and what is not true is not
 * granted. Masks are only ever asked of records for which `rows` is true, so a mask that follows from `rows` is `TRUE`.
 * Undefined: no record is ever granted.
 */
export function compileAccess({ object, verb, allows, denies, fields, always }: AccessQuestion): Access | undefined {
  const rows = except(anyOf(allows), denies.filter((clause) => clause.fields === null));
  if (isFalse(rows)) return undefined;
  const masks = new Map<string, Expr>(always.map((name) => [name, TRUE]));
  for (const name of fields) {
    const mask = maskOf(name, allows, denies);
    if (!isFalse(mask)) masks.set(name, mask);
  }
  return { object, verb, rows, fields: masks };
}

/** The records for which any of the denies is true or unknown, as a condition that is itself never an unknown constant. */
export function deniedBy(denies: readonly Clause[]): Expr {
  const denied = anyOf(denies);
  return denied.kind === 'literal' && denied.value !== false ? TRUE : denied;
}

/** The records of which any of the clauses speaks. */
function anyOf(clauses: readonly Clause[]): Expr {
  const distinct = new Map(clauses.map(({ condition, when }) => [condition, when]));
  return simplify(or(...distinct.values()));
}

function maskOf(name: string, allows: readonly Clause[], denies: readonly Clause[]): Expr {
  const covering = allows.filter((clause) => clause.fields === null || clause.fields.has(name));
  const denying = denies.filter((clause) => clause.fields?.has(name));
  return except(follows(covering, allows) ? TRUE : anyOf(covering), denying);
}

/** Whether one of `some` holds wherever one of `all` does: each condition of `all` stands among those of `some`. */
function follows(some: readonly Clause[], all: readonly Clause[]): boolean {
  const conditions = new Set(some.map(({ condition }) => condition));
  return all.every(({ condition }) => conditions.has(condition));
}

function except(granted: Expr, denies: readonly Clause[]): Expr {
  const denied = deniedBy(denies);
  if (isFalse(denied)) return granted;
  return isTrue(denied) ? FALSE : simplify(and(granted, not(denied)));
}
