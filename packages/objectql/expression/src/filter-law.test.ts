import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { filterEnv, filterNames } from './filter-env.contract.ts';
import { compareDecimals, compareText, compilePredicate, parseFilter } from './index.ts';
import type { Actor } from './index.ts';
import { SampleStore } from './sample-store.contract.ts';
import { dates, datetimes, decimals, integers, options, texts } from './sample-world.contract.ts';

const nobody: Actor = { id: 'nobody', kind: 'person', roles: [] };

/** A second reading of filters, as plain as can be: null where it is unknown. */
function holds(filter: Json, value: (name: string) => Json): boolean | null {
  return every(Object.entries(filter as Record<string, Json>).map(([key, each]) => {
    if (key === '$and') return every((each as Json[]).map((one) => holds(one, value)));
    if (key === '$or') return negate(every((each as Json[]).map((one) => negate(holds(one, value)))));
    return key === '$not' ? negate(holds(each, value)) : fieldHolds(each, value(key), typeOf(key));
  }));
}

function fieldHolds(tests: Json, value: Json, type: string): boolean | null {
  if (typeof tests !== 'object' || tests === null) return isSame(value, tests, type);
  return every(Object.entries(tests).map(([operator, operand]) => operatorHolds(operator, operand, { value, type })));
}

function operatorHolds(operator: string, operand: Json, { value, type }: { value: Json; type: string }): boolean | null {
  const list = operand as Json[];
  const among = (): boolean => (Array.isArray(value) ? value.some((each) => list.includes(each)) : type !== 'texts' && list.some((each) => isSame(value, each, type)));
  switch (operator) {
    case '$eq': return isSame(value, operand, type);
    case '$ne': return !isSame(value, operand, type);
    case '$in': return among();
    case '$nin': return !among();
    case '$null': return (value === null) === operand;
    case '$not': return negate(fieldHolds(operand, value, type));
    case '$between': return every([operatorHolds('$gte', list[0] ?? null, { value, type }), operatorHolds('$lte', list[1] ?? null, { value, type })]);
    case '$contains': if (type === 'texts') return Array.isArray(value) && value.includes(operand);
  }
  if (value === null) return null;
  if (operator === '$contains') return (value as string).includes(operand as string);
  if (operator === '$startsWith') return (value as string).startsWith(operand as string);
  if (operator === '$endsWith') return (value as string).endsWith(operand as string);
  const order = orderOf(value, operand, type);
  return { $gt: order > 0, $gte: order >= 0, $lt: order < 0, $lte: order <= 0 }[operator] ?? assert.fail(operator);
}

const isSame = (left: Json, right: Json, type: string): boolean => (left === null || right === null ? left === right : orderOf(left, right, type) === 0);
const negate = (truth: boolean | null): boolean | null => (truth === null ? null : !truth);
const every = (truths: (boolean | null)[]): boolean | null => (truths.includes(false) ? false : truths.includes(null) ? null : true);
const typeOf = (name: string): string => filterEnv.field(name)?.type ?? 'none';

function orderOf(left: Json, right: Json, type: string): number {
  if (type === 'decimal') return compareDecimals(left as string, right as string);
  return typeof left === 'string' ? compareText(left, right as string) : Number(left) - Number(right);
}

const pools: Record<string, readonly Json[]> = { text: texts, texts, integer: integers, decimal: decimals, boolean: [true, false], date: dates, datetime: datetimes };

function asked(key: string, operand: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return operand.map((each): Json => ({ [key]: each }));
}

function fieldTests(name: string): fc.Arbitrary<Json> {
  const type = typeOf(name);
  const value = fc.constantFrom(...(name === 'status' || name === 'phase' ? options : (pools[type] ?? [])));
  const list = fc.array(type === 'texts' ? value : fc.oneof({ weight: 5, arbitrary: value }, fc.constant(null)), { maxLength: 5 });
  const always = [asked('$in', list), asked('$nin', list), asked('$null', fc.boolean()), fc.constant(null), fc.constant<Json>({ $ne: null })];
  const equal = [value, asked('$eq', value), asked('$ne', value)];
  const ordered = [...['$gt', '$gte', '$lt', '$lte'].map((key) => asked(key, value)), asked('$between', fc.tuple(value, value)), asked('$not', asked('$lt', value))];
  const textual = ['$contains', '$startsWith', '$endsWith'].map((key) => asked(key, fc.constantFrom(...texts)));
  if (type === 'texts') return fc.oneof(...always, asked('$contains', value));
  if (type === 'boolean') return fc.oneof(...always, ...equal);
  return fc.oneof(...always, ...equal, ...ordered, ...(type === 'text' ? textual : []));
}

const { filter } = fc.letrec<{ filter: Json }>((tie) => {
  const field = fc.constantFrom(...filterNames.filter((name) => name !== 'data')).chain((name) => fieldTests(name).map((tests): Json => ({ [name]: tests })));
  const group = fc.tuple(fc.constantFrom('$and', '$or'), fc.array(tie('filter'), { maxLength: 3 })).map(([key, parts]): Json => ({ [key]: parts }));
  return { filter: fc.oneof({ maxDepth: 3, depthSize: 'small' }, { weight: 3, arbitrary: field }, group, tie('filter').map((each): Json => ({ $not: each })), fc.tuple(field, group).map(([a, b]): Json => Object.assign({}, a, b))) };
});

test('a filter finds what a plain second reading of it finds, in closure and in SQLite', () => {
  const store = new SampleStore(55);
  fc.assert(fc.property(filter, (each) => {
    const parsed = parseFilter(each, filterEnv);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const expected = store.rows.filter((row) => holds(each, (name) => {
      if (name === 'cost' && row['status'] === 'closed') return null;
      if (!name.startsWith('place.')) return row[name] ?? null;
      return store.related('place', row['place'] as string)?.[name.slice(6)] ?? null;
    }) === true).map((row) => row['id']);
    const predicate = compilePredicate(parsed.expr);
    assert.deepEqual(store.rows.filter((row) => predicate(row, nobody, parsed.args, store.related)).map((row) => row['id']), expected);
    assert.deepEqual(store.select(parsed.expr, nobody, parsed.args), expected);
  }), { numRuns: process.env['OBJECTOS_LONG'] === undefined ? 1500 : 15_000 });
});
