import type { Json } from '@objectql/metadata';
import { compareDecimals, compareUnits, scaleOf, unitsAt } from './decimal.ts';
import type { CompileValue, Evaluator, Truth } from './evaluator.ts';
import type { CompareExpr, Expr, ExprType, LiteralExpr } from './expr.ts';
import { mirror } from './logic.ts';
import { compareText } from './text-order.ts';

/** Negative, zero or positive; of two values that are not null. */
type Order = (left: Json, right: Json) => number;

const accepts: Readonly<Record<CompareExpr['op'], (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export function compileCompare(expr: CompareExpr, compileValue: CompileValue): Truth {
  if (expr.left.kind === 'literal' && expr.right.kind !== 'literal') {
    return compileCompare({ ...expr, op: mirror(expr.op), left: expr.right, right: expr.left }, compileValue);
  }
  const left = compileValue(expr.left);
  const equality = expr.op === '==' || expr.op === '!=';
  if (expr.right.kind === 'literal') return besideConstant(expr.op, left, expr.left, expr.right);
  const right = compileValue(expr.right);
  const order = orderOf(expr.left.type, expr.right.type);
  return equality ? sameness(left, right, order, expr.op === '==') : ordering(left, right, order, accepts[expr.op]);
}

/** Null is a value like others here: equal to itself and to nothing else. */
function sameness(left: Evaluator, right: Evaluator, order: Order, equal: boolean): Truth {
  return (row, actor, args, related) => {
    const a = left(row, actor, args, related);
    const b = right(row, actor, args, related);
    if (a === b) return equal;
    return (a !== null && b !== null && order(a, b) === 0) === equal;
  };
}

function ordering(left: Evaluator, right: Evaluator, order: Order, accept: (order: number) => boolean): Truth {
  return (row, actor, args, related) => {
    const a = left(row, actor, args, related);
    const b = right(row, actor, args, related);
    return a === null || b === null ? null : accept(order(a, b));
  };
}

function besideConstant(op: CompareExpr['op'], left: Evaluator, leftExpr: Expr, constant: LiteralExpr): Truth {
  const { value } = constant;
  const equality = op === '==' || op === '!=';
  const isDecimal = leftExpr.type === 'decimal' || constant.type === 'decimal';
  if (equality && (value === null || !isDecimal)) {
    const equal = op === '==';
    return (row, actor, args, related) => (left(row, actor, args, related) === value) === equal;
  }
  if (value === null) return () => null;
  const order = orderBeside(leftExpr, constant);
  const accept = accepts[op];
  const whenNull = equality ? op === '!=' : null;
  return (row, actor, args, related) => {
    const a = left(row, actor, args, related);
    return a === null ? whenNull : accept(order(a));
  };
}

/** The order of a value beside a constant, whose units are worked out once where the value's scale is known. */
function orderBeside(expr: Expr, constant: LiteralExpr): (value: Json) => number {
  const general = orderOf(expr.type, constant.type);
  const { value } = constant;
  const scale = fixedScale(expr);
  if ((expr.type !== 'decimal' && constant.type !== 'decimal') || scale === undefined) return (each) => general(each, value);
  const text = decimalText(value);
  const common = Math.max(scale, scaleOf(text));
  const units = unitsAt(text, common);
  return (each) => compareUnits(unitsAt(decimalText(each), common), units);
}

/** Digits after the point that no value of the expression exceeds; undefined where only the value tells. */
function fixedScale(expr: Expr): number | undefined {
  if (expr.type === 'integer') return 0;
  if (expr.kind === 'field') return expr.scale;
  return expr.kind === 'choose' ? fixedScale(expr.then) : undefined;
}

/** Dates and points in time hold nothing beyond ASCII, whose order JavaScript's own is. */
function compareAscii(left: string, right: string): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function decimalText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How values of these types are ordered. */
export function orderOf(left: ExprType, right: ExprType): Order {
  if (left === 'decimal' || right === 'decimal') return (a, b) => compareDecimals(decimalText(a), decimalText(b));
  if (left === 'integer') return (a, b) => Number(a) - Number(b);
  if (left === 'boolean') return (a, b) => Number(a) - Number(b);
  const order = left === 'text' ? compareText : compareAscii;
  return (a, b) => (typeof a === 'string' && typeof b === 'string' ? order(a, b) : 1);
}
