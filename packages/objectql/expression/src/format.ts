import type { Json } from '@objectql/metadata';
import type { Expr, LiteralExpr } from './expr.ts';

/** Binding strength, after CEL's precedence. */
const strength = { or: 1, and: 2, relation: 3, unary: 4, member: 5 } as const;

/**
 * The expression as CEL text, which parses to the same expression. What CEL has no words for is still written, one text
 * for one shape: a parameter as `$0`, a masked value as `(mask ? value : null)`; so the text can be the key of a plan.
 */
export function formatExpr(expr: Expr): string {
  return write(expr, strength.or);
}

function write(expr: Expr, least: number): string {
  const [text, own] = written(expr);
  return own < least ? `(${text})` : text;
}

function written(expr: Expr): [string, number] {
  switch (expr.kind) {
    case 'literal':
      return [formatLiteral(expr), strength.member];
    case 'param':
      return [`$${expr.index}`, strength.member];
    case 'field':
      return [expr.via === undefined ? `record.${expr.name}` : `record.${expr.via.field}.${expr.name}`, strength.member];
    case 'actor':
      return [`actor.${expr.name}`, strength.member];
    case 'not':
      return [`!${write(expr.operand, strength.unary)}`, strength.unary];
    case 'and':
    case 'or':
      return formatLogic(expr.kind, expr.operands);
    case 'compare':
      return [`${write(expr.left, strength.relation)} ${expr.op} ${write(expr.right, strength.unary)}`, strength.relation];
    case 'in':
      return [`${write(expr.left, strength.relation)} in ${formatList(expr.list)}`, strength.relation];
    case 'text':
      return [`${write(expr.left, strength.member)}.${expr.op}(${write(expr.right, strength.or)})`, strength.member];
    case 'choose':
      break;
  }
  return [`(${write(expr.when, strength.or)} ? ${write(expr.then, strength.or)} : null)`, strength.member];
}

function formatLogic(kind: 'and' | 'or', operands: readonly Expr[]): [string, number] {
  if (operands.length === 0) return [String(kind === 'and'), strength.member];
  const inner = strength[kind] + 1;
  return [operands.map((each) => write(each, inner)).join(kind === 'and' ? ' && ' : ' || '), strength[kind]];
}

function formatList(list: readonly Expr[] | Expr): string {
  if ('kind' in list) return write(list, strength.unary);
  return `[${list.map((each) => write(each, strength.or)).join(', ')}]`;
}

function formatLiteral({ type, value }: LiteralExpr): string {
  if (value === null || typeof value !== 'string') return JSON.stringify(value);
  if (type === 'decimal') return value;
  if (type === 'date') return `date(${quoted(value)})`;
  return type === 'datetime' ? `timestamp(${quoted(value)})` : quoted(value);
}

/** JSON's escapes are CEL's, but for what JSON leaves as it is and an editor would not show. */
function quoted(value: Json & string): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
