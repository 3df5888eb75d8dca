import { scaleOf } from './decimal.ts';
import type { Rounding } from './decimal.ts';
import { isTrue } from './expr.ts';
import type { ChooseExpr, Expr } from './expr.ts';
import { isNull } from './nullability.ts';
import type { SqlConstant, SqlDialect } from './sql-dialect.ts';

/**
 * SQL that agrees with the closures on every row. Null-aware spelling (`IS`, `COALESCE`) is needed only where its
 * difference from `=` and `IN` can be seen, so each condition is written for what is asked of it.
 *
 * `true`: only whether it is true matters (a WHERE, and below `AND` and `OR` in one). `false`: only whether it is false
 * matters (below `NOT`). `exact`: its third value matters too (a condition used as a value).
 */
export type Sense = 'true' | 'false' | 'exact';

/** Writes parts of an expression; what each file that writes one kind of expression is given. */
export interface SqlWriter {
  readonly dialect: SqlDialect;
  condition(expr: Expr, sense: Sense): string;
  value(expr: Expr): string;
}

/** What is asked of a masked value is true only where the mask is: both conditions stand side by side, so an index on the column works. */
export function chosenSql(expr: ChooseExpr, rest: (then: Expr) => string, writer: SqlWriter): string {
  if (isTrue(expr.when)) return rest(expr.then);
  return `(${writer.condition(expr.when, 'true')}) AND (${rest(expr.then)})`;
}

export function isConstant(expr: Expr): expr is Expr & SqlConstant {
  return expr.kind === 'literal' || expr.kind === 'param' || expr.kind === 'actor';
}

export function constantSql(expr: Expr & SqlConstant, units: { scale: number; rounding: Rounding }, dialect: SqlDialect): string {
  if (isNull(expr)) return 'NULL';
  const { type } = expr;
  return dialect.constant(expr, type === 'decimal' || type === 'integer' ? { type, ...units } : { type });
}

/** Digits after the point of an operand's units. Of a decimal that is given at run time only the other side can tell. */
export function ownScale(expr: Expr): number {
  if (expr.kind === 'field') return expr.scale ?? 0;
  if (expr.kind === 'choose') return ownScale(expr.then);
  return expr.kind === 'literal' && typeof expr.value === 'string' && expr.type === 'decimal' ? scaleOf(expr.value) : 0;
}

export function isNumeric(expr: Expr): boolean {
  return expr.type === 'integer' || expr.type === 'decimal';
}

/** Operators in a row nest in SQLite's parse tree, which has a limit, so long lists become balanced trees. */
export function joinBalanced(parts: readonly string[], operator: string): string {
  if (parts.length <= 32) return parts.join(operator);
  const middle = Math.floor(parts.length / 2);
  return `(${joinBalanced(parts.slice(0, middle), operator)})${operator}(${joinBalanced(parts.slice(middle), operator)})`;
}
