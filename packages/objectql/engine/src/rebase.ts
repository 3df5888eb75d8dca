import type { Expr } from '@objectql/expression';

/**
 * The expression, written for a record of `object`, as it reads from a record whose lookup `field` leads there. Null where
 * that would go through two lookups, which no back end can.
 */
export function rebase(expr: Expr, via: { readonly field: string; readonly object: string }): Expr | null {
  switch (expr.kind) {
    case 'literal':
    case 'param':
    case 'actor':
      return expr;
    case 'field': {
      if (expr.via !== undefined) return null;
      const { required: _nullThroughLookups, ...rest } = expr;
      return { ...rest, via };
    }
    case 'not': {
      const operand = rebase(expr.operand, via);
      return operand && { ...expr, operand };
    }
    case 'and':
    case 'or': {
      const operands = rebaseAll(expr.operands, via);
      return operands && { ...expr, operands };
    }
    case 'compare':
    case 'text': {
      const left = rebase(expr.left, via);
      const right = rebase(expr.right, via);
      return left && right && { ...expr, left, right };
    }
    case 'in': {
      const left = rebase(expr.left, via);
      const list = 'kind' in expr.list ? rebase(expr.list, via) : rebaseAll(expr.list, via);
      return left && list && { ...expr, left, list };
    }
    case 'choose':
    default: {
      const when = rebase(expr.when, via);
      const then = rebase(expr.then, via);
      // oxlint-disable-next-line no-thenable -- an expression is data and is never awaited
      return when && then && { ...expr, when, then };
    }
  }
}

function rebaseAll(all: readonly Expr[], via: { readonly field: string; readonly object: string }): Expr[] | null {
  const rebased = all.map((each) => rebase(each, via)).filter((each) => each !== null);
  return rebased.length === all.length ? rebased : null;
}
