import { misspelling } from '@objectql/metadata';
import type { FieldDescriptor } from '@objectql/metadata';
import type { Span } from './errors.ts';
import type { ExprType } from './expr.ts';
import { canonicalDate, canonicalDatetime } from './temporal.ts';
import { describeType } from './typed.ts';
import type { CheckContext, Typed } from './typed.ts';

/** The two with types that can be compared for equality, constants in canonical form; null, and an issue, where there are none. */
export function unify(left: Typed, right: Typed, at: Span | undefined, context: CheckContext): [Typed, Typed] | null {
  const a = adopt(left, right.expr.type);
  const b = adopt(right, a.expr.type);
  const [first, second] = [toTemporal(a, b.expr.type, context), toTemporal(b, a.expr.type, context)];
  if (first === null || second === null) return null;
  if (!comparable(first.expr.type, second.expr.type)) return reportTypes(first, second, at, context);
  if (isCallersDecimal(first) && isCallersDecimal(second)) {
    return context.report('EXPRESSION_UNSUPPORTED', { what: 'A comparison of two decimal attributes of the actor' }, at);
  }
  if (!checkOption(first, second, context) || !checkOption(second, first, context)) return null;
  return [first, second];
}

/** An undeclared attribute takes the type of its other side (any number beside a number); beside null or another undeclared one it is text. */
export function adopt(typed: Typed, type: ExprType): Typed {
  if (!typed.open || type === 'null' || type === 'json') return typed;
  return { expr: { ...typed.expr, type: type === 'integer' ? 'decimal' : type } };
}

function comparable(left: ExprType, right: ExprType): boolean {
  if (left === 'null' || right === 'null') return true;
  if (left === 'texts' || left === 'json') return false;
  return left === right || (isNumber(left) && isNumber(right));
}

export function isNumber(type: ExprType): boolean {
  return type === 'integer' || type === 'decimal';
}

function isCallersDecimal(typed: Typed): boolean {
  return typed.expr.kind === 'actor' && typed.expr.type === 'decimal';
}

/** A text constant beside a date or datetime becomes one; so does a date constant beside a datetime (its midnight, UTC). */
function toTemporal(typed: Typed, type: ExprType, context: CheckContext): Typed | null {
  const { expr } = typed;
  if (expr.kind !== 'literal' || typeof expr.value !== 'string') return typed;
  if (expr.type !== 'text' && !(expr.type === 'date' && type === 'datetime')) return typed;
  if (type !== 'date' && type !== 'datetime') return typed;
  const value = type === 'date' ? canonicalDate(expr.value) : canonicalDatetime(expr.value);
  if (value !== undefined) return { expr: { ...expr, type, value } };
  return context.report('EXPRESSION_VALUE', { value: JSON.stringify(expr.value), expected: temporalForms[type] }, expr.at);
}

/** How to write them. */
export const temporalForms = {
  date: 'a date such as 2026-01-31',
  datetime: 'a point in time such as 2026-01-31T09:30:00Z',
} as const;

function reportTypes(left: Typed, right: Typed, at: Span | undefined, context: CheckContext): null {
  const problem = `${sentence(left)} cannot be compared with ${describeType(right.expr.type)}`;
  if (left.expr.type === 'texts' || right.expr.type === 'texts') return context.report('EXPRESSION_TYPE', { problem }, at, 'Write "value" in record.field.');
  if (left.expr.type === 'json' || right.expr.type === 'json') return context.report('EXPRESSION_TYPE', { problem }, at, 'JSON can be compared with null only.');
  return context.report('EXPRESSION_TYPE', { problem }, at);
}

/** `amount (a decimal number)`, or only the type where it has no name. */
export function sentence(typed: Typed): string {
  const { expr } = typed;
  const type = describeType(expr.type);
  if (expr.kind === 'field') return `${expr.via === undefined ? '' : `${expr.via.field}.`}${expr.name} (${type})`;
  if (expr.kind === 'actor') return `actor.${expr.name} (${type})`;
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

/** A text constant beside a field with options is one of them. */
export function checkOption(constant: Typed, beside: Typed, context: CheckContext): boolean {
  const options = optionsOf(beside.field);
  const { expr } = constant;
  if (options === undefined || expr.kind !== 'literal' || typeof expr.value !== 'string') return true;
  if (options.includes(expr.value)) return true;
  const name = beside.expr.kind === 'field' ? beside.expr.name : 'the field';
  context.report('EXPRESSION_OPTION_UNKNOWN', { value: expr.value, field: name }, expr.at, misspelling(expr.value, options) ?? `Its options are ${options.join(', ')}.`);
  return false;
}

function optionsOf(field: FieldDescriptor | undefined): readonly string[] | undefined {
  if (field?.type !== 'select' && field?.type !== 'multiSelect') return undefined;
  return field.options?.map((each) => each.value);
}
