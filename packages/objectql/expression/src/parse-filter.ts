import { nearestName } from '@objectql/metadata';
import type { Json, JsonObject } from '@objectql/metadata';
import type { Expr } from './expr.ts';
import { FilterContext, filterLimits } from './filter-context.ts';
import type { FilterEnv, FilterIssue } from './filter-context.ts';
import { readOperator } from './filter-operators.ts';
import { and, not, or } from './logic.ts';

/** A filter as a condition over parameters and their values, or everything that is wrong with it. */
export type ParsedFilter =
  | { readonly ok: true; readonly expr: Expr; readonly args: readonly Json[] }
  | { readonly ok: false; readonly issues: readonly FilterIssue[] };

/**
 * Reads a JSON filter: fields with a value, or with `$eq $ne $gt $gte $lt $lte $in $nin $between $contains $startsWith
 * $endsWith $null $not`; groups `$and $or $not`. Constants become parameters, in the order in which they stand, so equal
 * shapes have an equal `formatExpr`. Null is a value for `$eq`, `$ne`, `$in` and `$nin`; for the others it is unknown, and stays so below `$not`.
 */
export function parseFilter(filter: Json, env: FilterEnv): ParsedFilter {
  const context = new FilterContext(env);
  const expr = readFilter(filter, { path: 'filter', depth: 1 }, context);
  return expr === null || context.issues.length > 0 ? { ok: false, issues: context.issues } : { ok: true, expr, args: context.args };
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFilter(filter: Json, place: Place, context: FilterContext): Expr | null {
  const { path, depth } = place;
  if (depth > filterLimits.depth) return context.report('FILTER_TOO_DEEP', { most: filterLimits.depth }, path);
  if (!isObject(filter)) return context.report('FILTER_SHAPE', { problem: 'A filter is an object of fields and their tests' }, path, 'Write {"status": "open"}.');
  const parts = Object.entries(filter).map(([key, value]) => readEntry(key, value, { path: `${path}.${key}`, depth }, context));
  return joined('and', parts);
}

function readEntry(key: string, value: Json, place: Place, context: FilterContext): Expr | null {
  if (!key.startsWith('$')) return readField(key, value, place, context);
  if (!context.count(place.path)) return null;
  if (key === '$and' || key === '$or') return readGroup(key, value, place, context);
  if (key === '$not') {
    const operand = readFilter(value, { ...place, depth: place.depth + 1 }, context);
    return operand === null ? null : not(operand);
  }
  const nearest = nearestName(key, ['$and', '$or', '$not']);
  return context.report('FILTER_OPERATOR_UNKNOWN', { name: key }, place.path, nearest === undefined ? 'Name the field first: {"amount": {"$gt": 5}}.' : `Did you mean "${nearest}"?`);
}

function readGroup(key: '$and' | '$or', value: Json, { path, depth }: Place, context: FilterContext): Expr | null {
  if (!Array.isArray(value)) return context.report('FILTER_SHAPE', { problem: `"${key}" takes a list of filters` }, path);
  if (value.length > filterLimits.nodes) return context.report('FILTER_TOO_LARGE', { what: 'tests', most: filterLimits.nodes }, path);
  const parts = value.map((each: Json, index) => readFilter(each, { path: `${path}[${index}]`, depth: depth + 1 }, context));
  return joined(key === '$and' ? 'and' : 'or', parts);
}

function joined(kind: 'and' | 'or', parts: readonly (Expr | null)[]): Expr | null {
  const good = parts.filter((each) => each !== null);
  if (good.length < parts.length) return null;
  return kind === 'and' ? and(...good) : or(...good);
}

function readField(name: string, value: Json, place: Place, context: FilterContext): Expr | null {
  const { path } = place;
  const field = context.env.field(name);
  if (field === undefined) {
    if (!context.count(path)) return null;
    const nearest = nearestName(name, context.env.names());
    return context.report('FIELD_UNKNOWN', { name }, path, nearest === undefined ? undefined : `Did you mean "${nearest}"?`);
  }
  if (field.type === 'json') return context.report('FILTER_SHAPE', { problem: `"${name}" holds JSON, by which records cannot be found` }, path);
  return readTests(value, { field, name, ...place }, context);
}

interface FieldPlace extends Place {
  readonly field: Expr;
  readonly name: string;
}

/** What is asked of one field: a bare value, or an object of operators that must all hold. */
function readTests(value: Json, place: FieldPlace, context: FilterContext): Expr | null {
  const { field, name, path } = place;
  const options = optionsOf(name, context);
  if (!isObject(value)) return readOperator({ field, options, operator: '$eq', value, path }, context);
  const entries = Object.entries(value);
  if (entries.length === 0) return context.report('FILTER_SHAPE', { problem: `"${name}" has no test` }, path, 'Write {"$eq": value}.');
  return joined('and', entries.map(([operator, operand]) => {
    const at = `${path}.${operator}`;
    return operator === '$not' ? readNot(operand, { ...place, path: at }, context) : readOperator({ field, options, operator, value: operand, path: at }, context);
  }));
}

function readNot(value: Json, place: FieldPlace, context: FilterContext): Expr | null {
  if (!context.count(place.path)) return null;
  if (place.depth >= filterLimits.depth) return context.report('FILTER_TOO_DEEP', { most: filterLimits.depth }, place.path);
  const operand = readTests(value, { ...place, depth: place.depth + 1 }, context);
  return operand === null ? null : not(operand);
}

function optionsOf(name: string, context: FilterContext): readonly string[] | undefined {
  const field = context.env.descriptor?.(name);
  return field?.type === 'select' || field?.type === 'multiSelect' ? field.options?.map((each) => each.value) : undefined;
}
