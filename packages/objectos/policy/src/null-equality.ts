import { formatExpr, isNeverNull } from '@objectql/expression';
import type { CompareExpr, Expr } from '@objectql/expression';

/**
 * Comparisons by which a rule lets through a caller without an attribute to records without a value, as CEL: null equals
 * null, so `record.region == actor.region` is true where neither has one. One that a condition beside it rules out
 * (`record.region != null`) is not among them.
 */
export function nullEqualities(when: Expr, effect: 'allow' | 'deny'): readonly string[] {
  return [...new Set(found(when, effect === 'allow', []))];
}

/** `positive`: whether more is allowed where the expression is true. `beside`: what must hold as well, read in the same sense. */
function* found(expr: Expr, positive: boolean, beside: readonly Expr[]): Generator<string> {
  if (expr.kind === 'not') yield* found(expr.operand, !positive, []);
  else if (expr.kind === 'and' || expr.kind === 'or') {
    const together = (expr.kind === 'and') === positive;
    for (const each of expr.operands) yield* found(each, positive, together ? [...beside, ...expr.operands] : beside);
  } else if (expr.kind === 'compare' && expr.op === (positive ? '==' : '!=') && meets(expr)) {
    const sides = new Set([formatExpr(expr.left), formatExpr(expr.right)]);
    const isGuarded = beside.some((each) => each.kind === 'compare' && each.op === (positive ? '!=' : '==') && sides.has(comparedWithNull(each)));
    if (!isGuarded) yield formatExpr(expr);
  }
}

/** A field that may be empty with an attribute that the caller may not have. */
function meets({ left, right }: CompareExpr): boolean {
  const [one, other] = left.kind === 'actor' ? [right, left] : [left, right];
  return one.kind === 'field' && other.kind === 'actor' && !isNeverNull(one) && !isNeverNull(other);
}

function comparedWithNull({ left, right }: CompareExpr): string {
  if (isNull(right)) return formatExpr(left);
  return isNull(left) ? formatExpr(right) : '';
}

function isNull(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === null;
}
