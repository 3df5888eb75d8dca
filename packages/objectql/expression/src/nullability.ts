import type { Expr } from './expr.ts';

/** Whether the expression is the constant null. */
export function isNull(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === null;
}

/** Whether the expression never yields null: neither an empty value nor, of a condition, unknown. */
export function isNeverNull(expr: Expr): boolean {
  switch (expr.kind) {
    case 'literal':
      return expr.value !== null;
    case 'param':
    case 'in':
      return true;
    case 'field':
      return expr.required === true && expr.via === undefined;
    case 'actor':
      return expr.name === 'id' || expr.name === 'kind' || expr.name === 'roles';
    case 'not':
      return isNeverNull(expr.operand);
    case 'and':
    case 'or':
      return expr.operands.every(isNeverNull);
    case 'compare':
      return expr.op === '==' || expr.op === '!=' || (isNeverNull(expr.left) && isNeverNull(expr.right));
    case 'text':
      return isNeverNull(expr.left) && isNeverNull(expr.right);
    case 'choose':
      break;
  }
  return false;
}
