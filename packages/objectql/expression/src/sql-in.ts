import type { Expr, InExpr } from './expr.ts';
import { isNeverNull, isNull } from './nullability.ts';
import { chosenSql, constantSql, isConstant, isNumeric, joinBalanced, ownScale } from './sql-writer.ts';
import type { Sense, SqlWriter } from './sql-writer.ts';

/** `IN` over constants where it can be, comparisons for the rest; never unknown where that could be seen. */
export function inSql(expr: InExpr, sense: Sense, writer: SqlWriter): string {
  const { left, list } = expr;
  if ('kind' in list) return inTextsSql(expr, list, sense, writer);
  const comparable = isConstant(left) ? [] : list.filter((each) => isConstant(each) && isNeverNull(each));
  const others = list.filter((each) => !comparable.includes(each));
  if (left.kind === 'choose' && sense === 'true' && others.length === 0) {
    return chosenSql(left, (then) => inSql({ ...expr, left: then }, sense, writer), writer);
  }
  const parts = others.map((each) => `(${writer.condition({ kind: 'compare', type: 'boolean', op: '==', left, right: each }, sense)})`);
  if (comparable.length > 0) parts.unshift(inConstantsSql(left, comparable, sense, writer));
  return parts.length === 0 ? writer.dialect.boolean(false) : joinBalanced(parts, ' OR ');
}

function inConstantsSql(left: Expr, constants: readonly Expr[], sense: Sense, writer: SqlWriter): string {
  const units = { scale: isNumeric(left) ? ownScale(left) : 0, rounding: 'exact' } as const;
  const items = constants.filter(isConstant).map((each) => constantSql(each, units, writer.dialect));
  return settled(`${writer.value(left)} IN (${items.join(', ')})`, left, { sense, writer });
}

/** False instead of unknown, where that could be seen. */
function settled(sql: string, left: Expr, { sense, writer }: { sense: Sense; writer: SqlWriter }): string {
  return sense === 'true' || isNeverNull(left) ? sql : `COALESCE(${sql}, ${writer.dialect.boolean(false)})`;
}

function inTextsSql(expr: InExpr, list: Expr, sense: Sense, writer: SqlWriter): string {
  const { left } = expr;
  if (isNull(left) || isNull(list)) return writer.dialect.boolean(false);
  if (sense === 'true' && left.kind === 'choose') return chosenSql(left, (then) => inSql({ ...expr, left: then }, sense, writer), writer);
  if (sense === 'true' && list.kind === 'choose') return chosenSql(list, (then) => inSql({ ...expr, list: then }, sense, writer), writer);
  const [text, texts] = [writer.value(left), writer.value(list)];
  if (!isConstant(list) || isConstant(left)) return writer.dialect.holds(texts, text);
  return settled(writer.dialect.among(text, texts), left, { sense, writer });
}
