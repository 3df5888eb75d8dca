import { misspelling } from '@objectql/metadata';
import type { Span } from './errors.ts';
import type { CompareExpr, Expr, InExpr } from './expr.ts';
import { checkCall } from './check-call.ts';
import { checkPath, reportName } from './check-path.ts';
import { and, or } from './logic.ts';
import type { RelationSyntax, Syntax } from './syntax.ts';
import { adopt, checkOption, sentence, unify } from './unify.ts';
import { describeType, placed } from './typed.ts';
import type { CheckContext, Typed } from './typed.ts';

/** The syntax with names resolved and types checked, as a condition: true, false or unknown. Null where issues were reported. */
export function checkCondition(syntax: Syntax, context: CheckContext): Expr | null {
  const typed = check(syntax, context);
  if (typed === null) return null;
  const { expr } = adopt(typed, 'boolean');
  if (expr.type === 'boolean') return expr;
  return context.report('EXPRESSION_TYPE', { problem: `A condition is true or false, and this is ${describeType(expr.type)}` }, syntax.at);
}

export function check(syntax: Syntax, context: CheckContext): Typed | null {
  switch (syntax.kind) {
    case 'constant':
      return { expr: { kind: 'literal', type: syntax.type, value: syntax.value, ...placed(syntax.at) } };
    case 'name':
      return reportName(syntax.name, syntax.at, context);
    case 'member':
      return checkPath(syntax, context);
    case 'call':
      return checkCall(syntax, context, check);
    case 'list':
      return context.report('EXPRESSION_UNSUPPORTED', { what: 'A list anywhere but after `in`' }, syntax.at);
    case 'not':
      return checkNot(syntax.operand, syntax.at, context);
    case 'and':
    case 'or':
      return checkLogic(syntax.kind, syntax.operands, syntax.at, context);
    case 'relation':
      break;
  }
  return syntax.op === 'in' ? checkIn(syntax, context) : checkCompare(syntax, syntax.op, context);
}

function checkNot(operand: Syntax, at: Span | undefined, context: CheckContext): Typed | null {
  const inner = checkCondition(operand, context);
  return inner === null ? null : { expr: { kind: 'not', type: 'boolean', operand: inner, ...placed(at) } };
}

function checkLogic(kind: 'and' | 'or', operands: readonly Syntax[], at: Span | undefined, context: CheckContext): Typed | null {
  const checked = operands.map((each) => checkCondition(each, context));
  const good = checked.filter((each) => each !== null);
  if (good.length < checked.length) return null;
  const joined = kind === 'and' ? and(...good) : or(...good);
  return { expr: { ...joined, ...placed(at) } };
}

function checkCompare(syntax: RelationSyntax, op: CompareExpr['op'], context: CheckContext): Typed | null {
  const left = check(syntax.left, context);
  const right = check(syntax.right, context);
  const pair = left === null || right === null ? null : unify(left, right, syntax.at, context);
  if (pair === null) return null;
  const [a, b] = pair;
  if (op !== '==' && op !== '!=') {
    const unordered = [a, b].find((each) => !isOrdered(each));
    if (unordered !== undefined) {
      return context.report('EXPRESSION_TYPE', { problem: `${sentence(unordered)} has no order, so "${op}" cannot be asked of it` }, syntax.at, 'Compare with == or !=.');
    }
  }
  return { expr: { kind: 'compare', type: 'boolean', op, left: a.expr, right: b.expr, ...placed(syntax.at) } };
}

function isOrdered(typed: Typed): boolean {
  return typed.expr.type !== 'boolean' && typed.expr.type !== 'null' && typed.expr.type !== 'texts' && typed.expr.type !== 'json';
}

function checkIn(syntax: RelationSyntax, context: CheckContext): Typed | null {
  const left = check(syntax.left, context);
  if (syntax.right.kind === 'list') return checkInItems(left, syntax.right.items, syntax.at, context);
  const list = check(syntax.right, context);
  if (left === null || list === null) return null;
  const texts = adopt(list, 'texts');
  if (texts.expr.type !== 'texts') {
    return context.report('EXPRESSION_TYPE', { problem: `${sentence(texts)} is not a list` }, syntax.right.at, 'After `in` comes a list: ["a", "b"], actor.roles, or a field of several options.');
  }
  const item = adopt(left, 'text');
  if (item.expr.type !== 'text' && item.expr.type !== 'null') {
    return context.report('EXPRESSION_TYPE', { problem: `${sentence(item)} cannot be in a list of texts` }, syntax.left.at);
  }
  if (!checkOption(item, texts, context) || !checkRole(item, texts, context)) return null;
  return { expr: { kind: 'in', type: 'boolean', left: item.expr, list: texts.expr, ...placed(syntax.at) } };
}

function checkInItems(left: Typed | null, items: readonly Syntax[], at: Span | undefined, context: CheckContext): Typed | null {
  const checked = items.map((each) => check(each, context));
  if (left === null) return null;
  let item = left;
  const list: Expr[] = [];
  for (const each of checked) {
    const pair = each === null ? null : unify(item, each, at, context);
    if (pair === null) continue;
    if (item.open && each?.expr.type !== 'null') item = pair[0];
    list.push(pair[1].expr);
  }
  if (list.length < items.length) return null;
  const expr: InExpr = { kind: 'in', type: 'boolean', left: item.expr, list, ...placed(at) };
  return { expr };
}

function checkRole(item: Typed, list: Typed, context: CheckContext): boolean {
  const { roles } = context.env;
  const { expr } = item;
  if (roles === undefined || list.expr.kind !== 'actor' || list.expr.name !== 'roles') return true;
  if (expr.kind !== 'literal' || typeof expr.value !== 'string' || roles.includes(expr.value)) return true;
  context.report('EXPRESSION_ROLE_UNKNOWN', { name: expr.value }, expr.at, misspelling(expr.value, roles));
  return false;
}
