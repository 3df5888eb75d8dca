import { isFalse, isTrue } from './expr.ts';
import type { Expr, LogicExpr, TextTestExpr } from './expr.ts';
import { isNull } from './nullability.ts';
import { compareSql } from './sql-compare.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { inSql } from './sql-in.ts';
import { chosenSql, constantSql, isConstant, joinBalanced, ownScale } from './sql-writer.ts';
import type { Sense, SqlWriter } from './sql-writer.ts';

/** The expression as SQL: a condition for a place where null counts as false (WHERE, CASE WHEN), anything else as a value. */
export function sqlOf(expr: Expr, dialect: SqlDialect): string {
  return expr.type === 'boolean' ? writerFor(dialect).condition(expr, 'true') : sqlValueOf(expr, dialect);
}

/** The expression as a value: of a condition true, false or null exactly as in a closure, of a number its units. */
export function sqlValueOf(expr: Expr, dialect: SqlDialect): string {
  return writerFor(dialect).value(expr);
}

function writerFor(dialect: SqlDialect): SqlWriter {
  const writer: SqlWriter = {
    dialect,
    condition: (expr, sense) => conditionSql(expr, sense, writer),
    value: (expr) => valueSql(expr, writer),
  };
  return writer;
}

function conditionSql(expr: Expr, sense: Sense, writer: SqlWriter): string {
  const { dialect } = writer;
  switch (expr.kind) {
    case 'literal':
      return typeof expr.value === 'boolean' ? dialect.boolean(expr.value) : 'NULL';
    case 'field':
    case 'param':
    case 'actor':
      return dialect.compare(writer.value(expr), '==', dialect.boolean(true), 'boolean');
    case 'choose':
      return sense === 'true' ? chosenSql(expr, (then) => writer.condition(then, sense), writer) : writer.value(expr);
    case 'not':
      return `NOT (${writer.condition(expr.operand, opposite(sense))})`;
    case 'and':
    case 'or':
      return logicSql(expr, sense, writer);
    case 'in':
      return inSql(expr, sense, writer);
    case 'text':
      return textSql(expr, sense, writer);
    case 'compare':
      break;
  }
  return compareSql(expr, sense, writer);
}

function opposite(sense: Sense): Sense {
  if (sense === 'exact') return sense;
  return sense === 'true' ? 'false' : 'true';
}

function logicSql(expr: LogicExpr, sense: Sense, writer: SqlWriter): string {
  if (expr.operands.length === 0) return writer.dialect.boolean(expr.kind === 'and');
  const parts = expr.operands.map((each) => `(${writer.condition(each, sense)})`);
  return joinBalanced(parts, expr.kind === 'and' ? ' AND ' : ' OR ');
}

function valueSql(expr: Expr, writer: SqlWriter): string {
  if (expr.kind === 'field') return writer.dialect.column(expr);
  if (isConstant(expr)) return constantSql(expr, { scale: ownScale(expr), rounding: 'exact' }, writer.dialect);
  if (expr.kind !== 'choose') return `(${writer.condition(expr, 'exact')})`;
  if (isTrue(expr.when)) return writer.value(expr.then);
  // A CASE of nulls alone is a text to PostgreSQL, which compares it with no number.
  if (isNeverShown(expr)) return 'NULL';
  return `CASE WHEN ${writer.condition(expr.when, 'true')} THEN ${writer.value(expr.then)} END`;
}

/** A value that no row shows, whatever stands around its mask. */
function isNeverShown(expr: Expr): boolean {
  return expr.kind === 'choose' ? isFalse(expr.when) || isNeverShown(expr.then) : isNull(expr);
}

function textSql(expr: TextTestExpr, sense: Sense, writer: SqlWriter): string {
  const { left, right } = expr;
  if (isNull(left) || isNull(right)) return 'NULL';
  if (left.kind === 'choose' && sense === 'true') return chosenSql(left, (then) => textSql({ ...expr, left: then }, sense, writer), writer);
  return writer.dialect.textTest(expr.op, writer.value(left), isConstant(right) ? right : writer.value(right));
}
