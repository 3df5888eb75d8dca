import type { Actor } from './actor.ts';
import { compileValue } from './compile.ts';
import type { ChooseExpr, CompareExpr, Expr, InExpr, LiteralExpr } from './expr.ts';
import { FALSE, TRUE, isFalse, isTrue } from './expr.ts';
import { and, not, or } from './logic.ts';
import { isNeverNull, isNull } from './nullability.ts';
import { operandsOf } from './walk.ts';

const nobody: Actor = { id: '', kind: '', roles: [] };
const unknown: LiteralExpr = { kind: 'literal', type: 'null', value: null };

/**
 * A smaller expression with the same value in every row, for every caller: unknown stays unknown. Constants are worked
 * out, `and` and `or` flattened, tests for null of what is never null decided, masks that are always or never open removed.
 */
export function simplify(expr: Expr): Expr {
  const operands = operandsOf(expr);
  if (operands.length > 0 && operands.every((each) => simplify(each).kind === 'literal')) return constantOf(expr);
  switch (expr.kind) {
    case 'not':
      return not(simplify(expr.operand));
    case 'and':
      return and(...expr.operands.map(simplify));
    case 'or':
      return or(...expr.operands.map(simplify));
    case 'compare':
      return simplifyCompare({ ...expr, left: simplify(expr.left), right: simplify(expr.right) });
    case 'in':
      return simplifyIn({ ...expr, left: simplify(expr.left), list: 'kind' in expr.list ? simplify(expr.list) : expr.list.map(simplify) });
    case 'text':
      return isNull(expr.left) || isNull(expr.right) ? unknown : { ...expr, left: simplify(expr.left), right: simplify(expr.right) };
    case 'choose':
      return simplifyChoose({ ...expr, when: simplify(expr.when), then: simplify(expr.then) });
    case 'literal':
    case 'param':
    case 'field':
    case 'actor':
      break;
  }
  return expr;
}

function constantOf(expr: Expr): Expr {
  const value = compileValue(expr)({}, nobody, []);
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  return value === null ? unknown : { kind: 'literal', type: expr.type, value };
}

function simplifyCompare(expr: CompareExpr): Expr {
  const nullSide = isNull(expr.left) || isNull(expr.right);
  if (!nullSide) return expr;
  if (expr.op !== '==' && expr.op !== '!=') return unknown;
  if (isNeverNull(isNull(expr.left) ? expr.right : expr.left)) return expr.op === '==' ? FALSE : TRUE;
  return expr;
}

function simplifyIn(expr: InExpr): Expr {
  const { left, list } = expr;
  if ('kind' in list) return isNull(list) ? FALSE : expr;
  const [only] = list;
  if (only === undefined) return FALSE;
  return list.length === 1 ? { kind: 'compare', type: 'boolean', op: '==', left, right: only } : expr;
}

function simplifyChoose(expr: ChooseExpr): Expr {
  if (isTrue(expr.when)) return expr.then;
  return isFalse(expr.when) || isNull(expr.then) ? unknown : expr;
}
