import { nearestName } from '@objectql/metadata';
import type { Expr, TextTestExpr } from './expr.ts';
import type { CallSyntax, Syntax } from './syntax.ts';
import { canonicalDate, canonicalDatetime } from './temporal.ts';
import { describeType, placed } from './typed.ts';
import type { CheckContext, Typed } from './typed.ts';
import { adopt, sentence, temporalForms } from './unify.ts';

type Check = (syntax: Syntax, context: CheckContext) => Typed | null;

const textTests: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'contains']);
const functions = ['has', 'date', 'timestamp'];

/** `has(record.x)`, `date("...")`, `timestamp("...")`, and the three tests of text. */
export function checkCall(syntax: CallSyntax, context: CheckContext, check: Check): Typed | null {
  const argument = syntax.args[0];
  const candidates = syntax.of === undefined ? functions : [...textTests];
  if (!candidates.includes(syntax.name)) {
    const nearest = nearestName(syntax.name, candidates);
    const hint = nearest === undefined ? `There are ${[...functions, ...textTests].join(', ')}.` : `Did you mean ${nearest}?`;
    return context.report('EXPRESSION_FUNCTION_UNKNOWN', { name: syntax.name }, syntax.at, hint);
  }
  if (argument === undefined || syntax.args.length > 1) {
    return context.report('EXPRESSION_TYPE', { problem: `"${syntax.name}" takes one argument, not ${syntax.args.length}` }, syntax.at);
  }
  if (syntax.of !== undefined) return checkTextTest(syntax, syntax.of, argument, { context, check });
  return syntax.name === 'has' ? checkHas(syntax, argument, context, check) : checkTemporal(syntax, argument, context);
}

function checkTextTest(syntax: CallSyntax, of: Syntax, argument: Syntax, with_: { context: CheckContext; check: Check }): Typed | null {
  const { context, check } = with_;
  const left = textOperand(check(of, context), of, context);
  const right = textOperand(check(argument, context), argument, context);
  if (left === null || right === null) return null;
  const op = syntax.name as TextTestExpr['op'];
  return { expr: { kind: 'text', type: 'boolean', op, left, right, ...placed(syntax.at) } };
}

function textOperand(typed: Typed | null, syntax: Syntax, context: CheckContext): Expr | null {
  if (typed === null) return null;
  const adopted = adopt(typed, 'text');
  if (adopted.expr.type === 'text') return adopted.expr;
  const hint = adopted.expr.type === 'texts' ? 'Write "value" in record.field.' : undefined;
  return context.report('EXPRESSION_TYPE', { problem: `${sentence(adopted)} is not text` }, syntax.at, hint);
}

/** What is absent from a record is null in it, so `has(x)` is `x != null`. */
function checkHas(syntax: CallSyntax, argument: Syntax, context: CheckContext, check: Check): Typed | null {
  if (argument.kind !== 'member') return context.report('EXPRESSION_TYPE', { problem: '"has" takes a field: has(record.name)' }, syntax.at);
  const typed = check(argument, context);
  if (typed === null) return null;
  const right: Expr = { kind: 'literal', type: 'null', value: null };
  return { expr: { kind: 'compare', type: 'boolean', op: '!=', left: typed.expr, right, ...placed(syntax.at) } };
}

function checkTemporal(syntax: CallSyntax, argument: Syntax, context: CheckContext): Typed | null {
  const type = syntax.name === 'date' ? 'date' : 'datetime';
  if (argument.kind !== 'constant' || typeof argument.value !== 'string' || argument.type !== 'text') {
    const found = argument.kind === 'constant' ? describeType(argument.type) : 'an expression';
    return context.report('EXPRESSION_TYPE', { problem: `"${syntax.name}" takes text between quotes, not ${found}` }, syntax.at);
  }
  const text = argument.value;
  const value = type === 'date' ? canonicalDate(text) : canonicalDatetime(text);
  if (value === undefined) return context.report('EXPRESSION_VALUE', { value: JSON.stringify(text), expected: temporalForms[type] }, argument.at);
  return { expr: { kind: 'literal', type, value, ...placed(syntax.at) } };
}
