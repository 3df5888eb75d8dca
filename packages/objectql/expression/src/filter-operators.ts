import { nearestName } from '@objectql/metadata';
import type { Json } from '@objectql/metadata';
import type { FilterContext } from './filter-context.ts';
import { filterLimits } from './filter-context.ts';
import type { CompareExpr, Expr, ExprType, LiteralExpr, TextTestExpr } from './expr.ts';
import { and, not, or } from './logic.ts';
import { describeType } from './typed.ts';

/** One operator of a field: what it is applied to, and where it stands. */
export interface FieldTest {
  readonly field: Expr;
  readonly options?: readonly string[] | undefined;
  readonly operator: string;
  readonly value: Json;
  readonly path: string;
}

type Read = (test: FieldTest, context: FilterContext) => Expr | null;

const nothing: LiteralExpr = { kind: 'literal', type: 'null', value: null };

const operators: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['$eq', (test, context) => equality('==', test, context)],
  ['$ne', (test, context) => equality('!=', test, context)],
  ['$gt', (test, context) => ordering('>', test, context)],
  ['$gte', (test, context) => ordering('>=', test, context)],
  ['$lt', (test, context) => ordering('<', test, context)],
  ['$lte', (test, context) => ordering('<=', test, context)],
  ['$in', membership],
  ['$nin', (test, context) => negated(membership(test, context))],
  ['$between', between],
  ['$contains', (test, context) => (test.field.type === 'texts' ? holds(test, test.value, context) : textTest('contains', test, context))],
  ['$startsWith', (test, context) => textTest('startsWith', test, context)],
  ['$endsWith', (test, context) => textTest('endsWith', test, context)],
  ['$null', nullTest],
]);

const unordered: ReadonlySet<ExprType> = new Set(['boolean', 'texts', 'json', 'null']);

/** The operator as a condition. */
export function readOperator(test: FieldTest, context: FilterContext): Expr | null {
  if (!context.count(test.path)) return null;
  const read = operators.get(test.operator);
  if (read !== undefined) return read(test, context);
  const nearest = nearestName(test.operator, [...operators.keys(), '$and', '$or', '$not']) ?? nearestName(`$${test.operator}`, operators.keys());
  return context.report('FILTER_OPERATOR_UNKNOWN', { name: test.operator }, test.path, nearest === undefined ? `There are ${[...operators.keys()].join(', ')}.` : `Did you mean "${nearest}"?`);
}

function equality(op: '==' | '!=', test: FieldTest, context: FilterContext): Expr | null {
  if (test.value === null) return compare(op, test.field, nothing);
  if (test.field.type === 'texts') return unsupported(test, context, 'Use $contains for one value, $in for any of several.');
  if (Array.isArray(test.value)) return context.report('FILTER_SHAPE', { problem: `"${test.operator}" takes one value` }, test.path, 'Use $in for a list.');
  const right = context.param(test.value, test.field.type, test);
  return right === null ? null : compare(op, test.field, right);
}

function ordering(op: CompareExpr['op'], test: FieldTest, context: FilterContext): Expr | null {
  if (unordered.has(test.field.type)) return unsupported(test, context);
  const right = context.param(test.value, test.field.type, { path: test.path });
  return right === null ? null : compare(op, test.field, right);
}

function between(test: FieldTest, context: FilterContext): Expr | null {
  const { value, field, path } = test;
  if (unordered.has(field.type)) return unsupported(test, context);
  if (!Array.isArray(value) || value.length !== 2) return context.report('FILTER_SHAPE', { problem: '"$between" takes a list of two values' }, path);
  const [low, high] = value.map((each: Json, index) => context.param(each, field.type, { path: `${path}[${index}]` }));
  return low && high ? and(compare('>=', field, low), compare('<=', field, high)) : null;
}

function textTest(op: TextTestExpr['op'], test: FieldTest, context: FilterContext): Expr | null {
  if (test.field.type !== 'text') return unsupported(test, context);
  const right = context.param(test.value, 'text', { path: test.path });
  return right === null ? null : { kind: 'text', type: 'boolean', op, left: test.field, right };
}

function nullTest(test: FieldTest, context: FilterContext): Expr | null {
  if (typeof test.value !== 'boolean') return context.report('FILTER_SHAPE', { problem: '"$null" takes true or false' }, test.path);
  return compare(test.value ? '==' : '!=', test.field, nothing);
}

function membership(test: FieldTest, context: FilterContext): Expr | null {
  const { field, value, path } = test;
  if (!Array.isArray(value)) return context.report('FILTER_SHAPE', { problem: `"${test.operator}" takes a list` }, path);
  if (value.length > filterLimits.values) return context.report('FILTER_TOO_LARGE', { what: 'values in a list', most: filterLimits.values }, path);
  if (field.type === 'texts') return anyHeld(test, value, context);
  const items = value.map((each: Json, index) => (each === null ? nothing : context.param(each, field.type, { path: `${path}[${index}]`, options: test.options })));
  const good = items.filter((each) => each !== null);
  if (good.length < items.length) return null;
  return { kind: 'in', type: 'boolean', left: field, list: padded(good, context) };
}

/** The last value is repeated up to a power of two, so that lists of all lengths make ten plans and not five hundred. */
function padded(items: readonly Expr[], context: FilterContext): readonly Expr[] {
  const last = items.at(-1);
  if (last === undefined) return items;
  const result = [...items];
  const value = last.kind === 'param' ? context.args[last.index] : undefined;
  while ((result.length & (result.length - 1)) !== 0) {
    result.push(last.kind === 'param' ? { ...last, index: context.args.push(value ?? null) - 1 } : last);
  }
  return result;
}

function anyHeld(test: FieldTest, values: readonly Json[], context: FilterContext): Expr | null {
  const atoms = values.map((each, index) => holds({ ...test, path: `${test.path}[${index}]` }, each, context));
  const good = atoms.filter((each) => each !== null);
  return good.length < atoms.length ? null : or(...good);
}

function holds(test: FieldTest, value: Json, context: FilterContext): Expr | null {
  const left = context.param(value, 'texts', test);
  return left === null ? null : { kind: 'in', type: 'boolean', left, list: test.field };
}

function negated(expr: Expr | null): Expr | null {
  return expr === null ? null : not(expr);
}

function compare(op: CompareExpr['op'], left: Expr, right: Expr): Expr {
  return { kind: 'compare', type: 'boolean', op, left, right };
}

function unsupported(test: FieldTest, context: FilterContext, hint?: string): null {
  return context.report('FILTER_OPERATOR_UNSUPPORTED', { operator: test.operator, type: describeType(test.field.type) }, test.path, hint);
}
