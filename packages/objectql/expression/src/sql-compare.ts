import type { Rounding } from './decimal.ts';
import type { CompareExpr, Expr } from './expr.ts';
import { mirror } from './logic.ts';
import { isNeverNull, isNull } from './nullability.ts';
import { chosenSql, constantSql, isConstant, isNumeric, ownScale } from './sql-writer.ts';
import type { Sense, SqlWriter } from './sql-writer.ts';

/** A comparison: constants on the right, masks beside it, plain `=` where its unknown does no harm. */
export function compareSql(expr: CompareExpr, sense: Sense, writer: SqlWriter): string {
  const { left, right, op } = expr;
  if (weight(left) < weight(right)) return compareSql({ ...expr, left: right, right: left, op: mirror(op) }, sense, writer);
  if (left.kind === 'choose' && sense === 'true' && isFalseBesideNull(op, right)) {
    return chosenSql(left, (then) => compareSql({ ...expr, left: then }, sense, writer), writer);
  }
  if (isNull(right)) return nullTestSql(left, op, writer);
  const [a, b] = operandsSql(left, right, op, writer);
  const ordering = op !== '==' && op !== '!=';
  if (ordering || isPlain(expr, sense)) return writer.dialect.compare(a, op, b, isNumeric(left) ? 'integer' : left.type);
  return op === '==' ? writer.dialect.same(a, b) : writer.dialect.differs(a, b);
}

/** The heavier side stands on the left: columns, then constants whose scale is known, then those known at run time, then null. */
function weight(expr: Expr): number {
  if (isNull(expr)) return 0;
  if (isFloating(expr)) return 1;
  return isConstant(expr) ? 2 : 3;
}

/** A decimal that is given at run time. */
function isFloating(expr: Expr): boolean {
  return expr.type === 'decimal' && (expr.kind === 'param' || expr.kind === 'actor');
}

/** Whether the comparison is never true where its left side is null. */
function isFalseBesideNull(op: CompareExpr['op'], right: Expr): boolean {
  if (op === '==') return isNeverNull(right);
  return op !== '!=' || isNull(right);
}

/** Whether `=` and `<>`, which are unknown beside null, do for what is asked. */
function isPlain({ left, right, op }: CompareExpr, sense: Sense): boolean {
  const [a, b] = [isNeverNull(left), isNeverNull(right)];
  const oneIsEnough = (sense === 'true' && op === '==') || (sense === 'false' && op === '!=');
  return oneIsEnough ? a || b : a && b;
}

function nullTestSql(expr: Expr, op: CompareExpr['op'], writer: SqlWriter): string {
  if (op !== '==' && op !== '!=') return 'NULL';
  return `${writer.value(expr)} ${op === '==' ? 'IS NULL' : 'IS NOT NULL'}`;
}

const roundings: Readonly<Record<CompareExpr['op'], Rounding>> = { '==': 'exact', '!=': 'exact', '<': 'ceil', '>=': 'ceil', '<=': 'floor', '>': 'floor' };

/**
 * Both sides in one unit. A constant is brought to the scale of what it is compared with, rounded so that the truth stays
 * (`< 12.505` over two digits is `< 1251`) and the column stays bare; of two columns the coarser one is scaled up.
 */
function operandsSql(left: Expr, right: Expr, op: CompareExpr['op'], writer: SqlWriter): [string, string] {
  if (!isNumeric(left)) return [writer.value(left), writer.value(right)];
  if (isFloating(left)) throw new TypeError('Two decimals that are both given at run time cannot be compared in SQL; the parsers never ask it.');
  const scale = ownScale(left);
  if (isConstant(right)) return [writer.value(left), constantSql(right, { scale, rounding: roundings[op] }, writer.dialect)];
  const common = Math.max(scale, ownScale(right));
  const { scaleUp } = writer.dialect;
  return [scaleUp(writer.value(left), common - scale), scaleUp(writer.value(right), common - ownScale(right))];
}
