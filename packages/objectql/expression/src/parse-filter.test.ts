import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { filterEnv } from './filter-env.contract.ts';
import { formatExpr, parseFilter } from './index.ts';

function read(filter: Json): { text: string; args: readonly Json[] } {
  const parsed = parseFilter(filter, filterEnv);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return { text: formatExpr(parsed.expr), args: parsed.args };
}

function codes(filter: Json): string[] {
  const parsed = parseFilter(filter, filterEnv);
  return parsed.ok ? [] : parsed.issues.map((each) => each.code);
}

test('every operator is a condition over parameters', () => {
  const meaning: [Json, string, Json[]][] = [
    [{}, 'true', []], [{ title: 'a' }, 'record.title == $0', ['a']], [{ title: null }, 'record.title == null', []],
    [{ count: { $eq: 1 } }, 'record.count == $0', [1]], [{ count: { $ne: 1 } }, 'record.count != $0', [1]], [{ count: { $ne: null } }, 'record.count != null', []],
    [{ count: { $gt: 1, $lte: 5 } }, 'record.count > $0 && record.count <= $1', [1, 5]], [{ price: { $gte: 12.5, $lt: '100.00' } }, 'record.price >= $0 && record.price < $1', ['12.5', '100.00']],
    [{ count: { $between: [1, 2] } }, 'record.count >= $0 && record.count <= $1', [1, 2]],
    [{ title: { $in: ['a', 'b'] } }, 'record.title in [$0, $1]', ['a', 'b']], [{ title: { $in: ['a', 'b', 'c'] } }, 'record.title in [$0, $1, $2, $3]', ['a', 'b', 'c', 'c']],
    [{ title: { $nin: ['a', null] } }, '!(record.title in [$0, null])', ['a']], [{ title: { $in: [] } }, 'record.title in []', []],
    [{ title: { $contains: 'a' } }, 'record.title.contains($0)', ['a']], [{ title: { $startsWith: 'a' } }, 'record.title.startsWith($0)', ['a']], [{ title: { $endsWith: '' } }, 'record.title.endsWith($0)', ['']],
    [{ title: { $null: true } }, 'record.title == null', []], [{ title: { $null: false } }, 'record.title != null', []],
    [{ tags: { $contains: 'a' } }, '$0 in record.tags', ['a']], [{ tags: { $in: ['a', 'b'] } }, '$0 in record.tags || $1 in record.tags', ['a', 'b']], [{ tags: { $nin: ['a'] } }, '!($0 in record.tags)', ['a']], [{ tags: null }, 'record.tags == null', []],
    [{ count: { $not: { $gt: 1 } } }, 'record.count <= $0', [1]], [{ $not: { count: 1, title: 'a' } }, '!(record.count == $0 && record.title == $1)', [1, 'a']],
    [{ $or: [{ count: 1 }, { title: 'a', done: true }] }, 'record.count == $0 || record.title == $1 && record.done == $2', [1, 'a', true]], [{ $and: [] }, 'true', []], [{ $or: [] }, 'false', []],
    [{ 'place.name': 'a' }, 'record.place.name == $0', ['a']], [{ cost: { $gt: 5 } }, '(record.status != "closed" ? record.cost : null) > $0', ['5']],
    [{ day: '2026-01-01' }, 'record.day == $0', ['2026-01-01']], [{ moment: { $gte: '2026-01-01T01:00:00+01:00' } }, 'record.moment >= $0', ['2026-01-01T00:00:00.000Z']],
  ];
  for (const [filter, text, args] of meaning) assert.deepEqual(read(filter), { text, args }, JSON.stringify(filter));
});

test('filters that differ in constants only have one shape', () => {
  const shapes = [{ count: 1, title: { $in: ['a', 'b', 'c'] } }, { count: 2, title: { $in: ['x', 'y', 'z', 'w'] } }, { count: 1, title: { $in: ['a', 'b'] } }].map((each) => read(each).text);
  assert.equal(shapes[0], shapes[1]);
  assert.notEqual(shapes[0], shapes[2]);
});

test('every fault is reported at its path, with the nearest readable name', () => {
  const parsed = parseFilter({ titel: 'a', count: { $gtt: 1, $lt: 'x' }, $and: [{ done: 1 }, { day: { $between: ['2026-01-01', 'soon'] } }, { count: { $between: [[1], 2] } }], status: 'opn', data: 1 }, filterEnv);
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.issues, [
    { path: 'filter.titel', code: 'FIELD_UNKNOWN', message: 'There is no field "titel" to filter by.', hint: 'Did you mean "title"?' },
    { path: 'filter.count.$gtt', code: 'FILTER_OPERATOR_UNKNOWN', message: 'There is no operator "$gtt".', hint: 'Did you mean "$gt"?' },
    { path: 'filter.count.$lt', code: 'FILTER_VALUE', message: '"x" is not a whole number.' },
    { path: 'filter.$and[0].done', code: 'FILTER_VALUE', message: '1 is not true or false.' },
    { path: 'filter.$and[1].day.$between[1]', code: 'FILTER_VALUE', message: '"soon" is not a date such as 2026-01-31.' },
    { path: 'filter.$and[2].count.$between[0]', code: 'FILTER_VALUE', message: 'A list is not a whole number.' },
    { path: 'filter.status', code: 'FILTER_VALUE', message: '"opn" is not one of the options.', hint: 'Did you mean "open"?' },
    { path: 'filter.data', code: 'FILTER_SHAPE', message: '"data" holds JSON, by which records cannot be found.' },
  ]);
});

test('a value nested deeper than any call can follow is refused like any other', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;
  const parsed = parseFilter({ count: { $between: [deep, 1] } }, filterEnv);
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.issues.map((each) => each.code), ['FILTER_VALUE']);
});

test('what is no filter is refused', () => {
  const wrong: [Json, string][] = [
    [[], 'FILTER_SHAPE'], ['x', 'FILTER_SHAPE'], [null, 'FILTER_SHAPE'], [{ $or: {} }, 'FILTER_SHAPE'], [{ $and: ['x'] }, 'FILTER_SHAPE'], [{ $nor: [] }, 'FILTER_OPERATOR_UNKNOWN'], [{ gt: 1 }, 'FIELD_UNKNOWN'],
    [{ count: { gt: 1 } }, 'FILTER_OPERATOR_UNKNOWN'], [{ count: {} }, 'FILTER_SHAPE'], [{ count: [1] }, 'FILTER_SHAPE'], [{ count: 1.5 }, 'FILTER_VALUE'], [{ count: '1' }, 'FILTER_VALUE'], [{ count: { $gt: null } }, 'FILTER_VALUE'],
    [{ count: { $in: 1 } }, 'FILTER_SHAPE'], [{ count: { $between: [1] } }, 'FILTER_SHAPE'], [{ count: { $contains: '1' } }, 'FILTER_OPERATOR_UNSUPPORTED'], [{ done: { $gt: true } }, 'FILTER_OPERATOR_UNSUPPORTED'],
    [{ tags: 'a' }, 'FILTER_OPERATOR_UNSUPPORTED'], [{ tags: { $startsWith: 'a' } }, 'FILTER_OPERATOR_UNSUPPORTED'], [{ title: { $null: 1 } }, 'FILTER_SHAPE'], [{ title: 'a\0' }, 'FILTER_VALUE'], [{ title: '\ud800' }, 'FILTER_VALUE'],
    [{ price: '1234567890123456789' }, 'FILTER_VALUE'], [{ 'place.place.name': 'a' }, 'FIELD_UNKNOWN'], [JSON.parse('{"__proto__": 1}') as Json, 'FIELD_UNKNOWN'], [{ constructor: 1 }, 'FIELD_UNKNOWN'], [{ title: { constructor: 1 } }, 'FILTER_OPERATOR_UNKNOWN'],
  ];
  for (const [filter, code] of wrong) {
    assert.deepEqual(codes(filter), [code], JSON.stringify(filter));
  }
});

function manyLists(count: number, value: Json): Json {
  return { $or: Array.from({ length: count }, () => ({ count: { $in: Array.from({ length: 500 }, () => value) } })) };
}

test('depth, tests, values of a list and of all have limits', () => {
  const nested = (levels: number): Json => (levels === 0 ? { count: 1 } : { $and: [nested(levels - 1)] });
  assert.deepEqual(codes(nested(9)), []);
  assert.deepEqual(codes(nested(10)), ['FILTER_TOO_DEEP']);
  assert.deepEqual(codes({ $or: Array.from({ length: 199 }, () => ({ count: 1 })) }), []);
  assert.deepEqual(codes({ $or: Array.from({ length: 200 }, () => ({ count: 1 })) }), ['FILTER_TOO_LARGE']);
  assert.deepEqual(codes({ count: { $in: Array.from({ length: 500 }, (_, index) => index) } }), []);
  assert.deepEqual(codes({ count: { $in: Array.from({ length: 501 }, (_, index) => index) } }), ['FILTER_TOO_LARGE']);
  assert.equal(codes(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1]))).length, 201);
  assert.deepEqual(codes(manyLists(3, 1)), []);
  assert.deepEqual(codes(manyLists(100, 1)), ['FILTER_TOO_LARGE'], 'a store can bind only so many values');
  assert.equal(codes(manyLists(100, 'x')).length, 201);
  let tests: Json = { $gt: 1 };
  for (let level = 0; level < 12; level++) tests = { $not: tests };
  assert.deepEqual(codes({ count: tests }), ['FILTER_TOO_DEEP']);
});

test('whatever JSON is given as a filter, parsing answers and never throws', () => {
  fc.assert(fc.property(fc.jsonValue(), (each) => {
    const parsed = parseFilter(each as Json, filterEnv);
    assert.ok(parsed.ok || parsed.issues.length > 0);
  }));
});
