import type { ReadOrder, ReadPlan } from '@objectql/engine';
import { wantedIndexes } from '@objectql/engine/sql';
import type { IndexLayout } from '@objectql/engine/sql';
import { isTrue } from '@objectql/expression';
import type { Expr } from '@objectql/expression';

/**
 * Whether the plan visits no more rows than it answers, whatever is stored: one record by its id, the number of all rows, or a page that lies in one
 * piece in an index, which begins with the fields that must be equal to something and goes on with the order.
 */
export function isBounded({ object, where, order, count }: ReadPlan): boolean {
  const equal = fieldsThatEqual(where);
  if (equal === null) return conjuncts(where).some((each) => equalField(each) === 'id');
  if (count) return equal.length === 0;
  if (equal.includes('id')) return true;
  return [primaryKey, ...wantedIndexes(object).map((index) => index.order)].some((index) => [false, true].some((backwards) => isOnePiece(index, equal, order, backwards)));
}

const primaryKey: IndexLayout['order'] = [{ field: 'id', descending: false }];

function isOnePiece(index: IndexLayout['order'], equal: readonly string[], order: readonly ReadOrder[], backwards: boolean): boolean {
  const leading = index.slice(0, equal.length);
  return equal.every((name) => leading.some(({ field }) => field === name)) && order.every((term, at) => isTerm(term, index[equal.length + at], backwards));
}

function isTerm({ by, descending }: ReadOrder, term: IndexLayout['order'][number] | undefined, backwards: boolean): boolean {
  return term !== undefined && isOwnField(by) && by.name === term.field && descending === (term.descending !== backwards);
}

/** The fields that the condition wants to equal something, each once; null where it says anything else. */
function fieldsThatEqual(where: Expr): readonly string[] | null {
  const names = conjuncts(where).map(equalField);
  const known = names.filter((name) => name !== null);
  return known.length === names.length && new Set(known).size === known.length ? known : null;
}

function conjuncts(where: Expr): readonly Expr[] {
  if (isTrue(where)) return [];
  return where.kind === 'and' ? where.operands.flatMap(conjuncts) : [where];
}

function equalField(expr: Expr): string | null {
  if (expr.kind !== 'compare' || expr.op !== '==' || !isOwnField(expr.left)) return null;
  return expr.right.kind === 'param' ? expr.left.name : null;
}

function isOwnField(expr: Expr): expr is Extract<Expr, { kind: 'field' }> {
  return expr.kind === 'field' && expr.via === undefined;
}
