import { compilePredicate, isTrue } from '@objectql/expression';
import type { Access, Expr, Predicate } from '@objectql/expression';

/** An access with its conditions as closures. Null where there is nothing to ask: it is always true. */
export interface CompiledAccess {
  readonly access: Access;
  readonly rows: Predicate | null;
  /** Conditions of the fields that have one; a field of `access.fields` that is not here is free. */
  readonly masks: ReadonlyMap<string, Predicate>;
}

const compiled = new WeakMap<Access, CompiledAccess>();

/** Compiled once per access; accesses of equal rights are the same object. */
export function compileAccess(access: Access): CompiledAccess {
  let known = compiled.get(access);
  if (known === undefined) {
    const masked = [...access.fields].filter(([, mask]) => !isTrue(mask));
    known = { access, rows: conditionOf(access.rows), masks: new Map(masked.map(([name, mask]) => [name, compilePredicate(mask)])) };
    compiled.set(access, known);
  }
  return known;
}

function conditionOf(expr: Expr): Predicate | null {
  return isTrue(expr) ? null : compilePredicate(expr);
}
