import type { Actor } from './actor.ts';
import { compileValue } from './compile.ts';
import type { CompareExpr, Expr, InExpr, LiteralExpr } from './expr.ts';
import { FALSE, TRUE, isFalse, isTrue } from './expr.ts';
import { and, choose, not, or } from './logic.ts';
import { isNeverNull, isNull } from './nullability.ts';

const nobody: Actor = { id: '', kind: '', roles: [] };
const unknown: LiteralExpr = { kind: 'literal', type: 'null', value: null };

/**
 * A smaller expression with the same value in every row, for every caller: unknown stays unknown. Constants are worked
 * out, `and` and `or` flattened, tests for null of what is never null decided, masks that are always or never open removed.
 */
export function simplify(expr: Expr): Expr {
  switch (expr.kind) {
    case 'not':
      return simplifyNot(simplify(expr.operand));
    case 'and':
      return and(...expr.operands.map(simplify));
    case 'or':
      return or(...expr.operands.map(simplify));
    case 'compare':
      return simplifyCompare({ ...expr, left: simplify(expr.left), right: simplify(expr.right) });
    case 'in':
      return simplifyIn({ ...expr, left: simplify(expr.left), list: 'kind' in expr.list ? simplify(expr.list) : expr.list.map(simplify) });
    case 'text': {
      const test = { ...expr, left: simplify(expr.left), right: simplify(expr.right) };
      if (isNull(test.left) || isNull(test.right)) return unknown;
      return areConstant(test.left, test.right) ? constantOf(test) : test;
    }
    case 'choose':
      return simplifyChoose(simplify(expr.when), simplify(expr.then), expr);
    case 'literal':
    case 'param':
    case 'field':
    case 'actor':
      break;
  }
  return expr;
}

function areConstant(...operands: readonly Expr[]): boolean {
  return operands.every((each) => each.kind === 'literal');
}

/** The value of a condition over constants, worked out by the closures so that there is one meaning. */
function constantOf(expr: Expr): Expr {
  const value = compileValue(expr)({}, nobody, []);
  if (typeof value !== 'boolean') return unknown;
  return value ? TRUE : FALSE;
}

function simplifyNot(operand: Expr): Expr {
  return isNull(operand) ? unknown : not(operand);
}

function simplifyCompare(expr: CompareExpr): Expr {
  if (areConstant(expr.left, expr.right)) return constantOf(expr);
  if (!isNull(expr.left) && !isNull(expr.right)) return expr;
  if (expr.op !== '==' && expr.op !== '!=') return unknown;
  if (isNeverNull(isNull(expr.left) ? expr.right : expr.left)) return expr.op === '==' ? FALSE : TRUE;
  return expr;
}

function simplifyIn(expr: InExpr): Expr {
  const { left, list } = expr;
  if ('kind' in list) return isNull(list) || isNull(left) ? FALSE : expr;
  if (areConstant(left, ...list)) return constantOf(expr);
  const [only] = list;
  if (only === undefined) return FALSE;
  return list.length === 1 ? simplifyCompare({ kind: 'compare', type: 'boolean', op: '==', left, right: only }) : expr;
}

function simplifyChoose(when: Expr, value: Expr, expr: Expr): Expr {
  if (isTrue(when)) return value;
  if (isFalse(when) || isNull(value)) return unknown;
  return { ...expr, ...choose(when, value) };
}
