import type { Expr, LiteralExpr } from '@objectql/expression';

/** Whether the condition asks which roles the caller has, so that narrowing them could change what it says. */
export function asksForRoles(expr: Expr): boolean {
  let asks = false;
  mapActors(expr, (actor) => {
    asks ||= isRoles(actor);
    return actor;
  });
  return asks;
}

/** The condition as it reads for a caller who has exactly these roles. */
export function bindRoles(expr: Expr, roles: readonly string[]): Expr {
  const literals = roles.map((value): LiteralExpr => ({ kind: 'literal', type: 'text', value }));
  return mapActors(expr, (node, listed) => {
    if (!isRoles(node)) return node;
    return listed ? literals : { kind: 'literal', type: 'texts', value: roles };
  });
}

function isRoles(expr: Expr): boolean {
  return expr.kind === 'actor' && expr.name === 'roles';
}

type Replace = (actor: Expr, listed: boolean) => Expr | readonly Expr[];

/** Rebuilds an expression with its actor nodes replaced; `listed` ones stand after `in`, where a list of expressions may stand as well. */
function mapActors(expr: Expr, replace: Replace): Expr {
  const walk = (node: Expr): Expr => mapActors(node, replace);
  switch (expr.kind) {
    case 'literal':
    case 'param':
    case 'field':
      return expr;
    case 'actor':
      return one(replace(expr, false), expr);
    case 'not':
      return { ...expr, operand: walk(expr.operand) };
    case 'and':
    case 'or':
      return { ...expr, operands: expr.operands.map(walk) };
    case 'compare':
    case 'text':
      return { ...expr, left: walk(expr.left), right: walk(expr.right) };
    case 'in':
      return { ...expr, left: walk(expr.left), list: mapList(expr.list, replace) };
    case 'choose':
    default:
      // oxlint-disable-next-line no-thenable -- an expression is data and is never awaited
      return { ...expr, when: walk(expr.when), then: walk(expr.then) };
  }
}

function mapList(list: Expr | readonly Expr[], replace: Replace): Expr | readonly Expr[] {
  if (!('kind' in list)) return list.map((item) => mapActors(item, replace));
  return list.kind === 'actor' ? replace(list, true) : mapActors(list, replace);
}

function one(replaced: Expr | readonly Expr[], otherwise: Expr): Expr {
  return 'kind' in replaced ? replaced : otherwise;
}
