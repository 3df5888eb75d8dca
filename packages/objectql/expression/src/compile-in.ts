import type { Json } from '@objectql/metadata';
import { orderOf } from './compile-compare.ts';
import type { CompileValue, Evaluator, Truth } from './evaluator.ts';
import type { Expr, InExpr } from './expr.ts';

/** Membership; never unknown. */
export function compileIn(expr: InExpr, compileValue: CompileValue): Truth {
  const left = compileValue(expr.left);
  const { list } = expr;
  if ('kind' in list) return inTexts(left, compileValue(list));
  const plain = list.every((each) => each.kind === 'literal' && each.type !== 'decimal') && expr.left.type !== 'decimal';
  return plain ? inConstants(left, list.map((each) => (each.kind === 'literal' ? each.value : null))) : inItems(expr.left, left, list, compileValue);
}

function inTexts(left: Evaluator, list: Evaluator): Truth {
  return (row, actor, args, related) => {
    const texts = list(row, actor, args, related);
    return Array.isArray(texts) && texts.includes(left(row, actor, args, related));
  };
}

function inConstants(left: Evaluator, values: readonly Json[]): Truth {
  const set = new Set(values);
  return (row, actor, args, related) => set.has(left(row, actor, args, related));
}

function inItems(leftExpr: Expr, left: Evaluator, list: readonly Expr[], compileValue: CompileValue): Truth {
  const items = list.map((each) => ({ value: compileValue(each), order: orderOf(leftExpr.type, each.type) }));
  return (row, actor, args, related) => {
    const wanted = left(row, actor, args, related);
    return items.some(({ value, order }) => {
      const item = value(row, actor, args, related);
      return wanted === item || (wanted !== null && item !== null && order(wanted, item) === 0);
    });
  };
}
