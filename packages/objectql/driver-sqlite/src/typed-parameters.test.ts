import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { SqliteValue } from '@objectql/expression';
import { bindTyped } from './typed-parameters.ts';

/** What a statement answers whose values were bound as the storage of a durable object can: as texts, REALs and blobs. */
function answer(sql: string, ...values: SqliteValue[]): unknown {
  const bound = bindTyped(sql, values);
  const database = new DatabaseSync(':memory:');
  const statement = database.prepare(bound.sql, { returnArrays: true, readBigInts: true });
  return statement.get(...bound.values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)));
}

test('whole numbers arrive as INTEGER, beyond 2^53 too, and nothing else changes', () => {
  const types = answer('SELECT typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)', 1, -0, 9_007_199_254_740_993n, 1.5, '1', null);
  assert.deepEqual(types, ['integer', 'integer', 'integer', 'real', 'text', 'null']);
  assert.deepEqual(answer('SELECT ? + ?, 7 / ?, ?', 9_007_199_254_740_993n, 2, 2, -(2n ** 63n)), [9_007_199_254_740_995n, 3n, -(2n ** 63n)]);
  assert.deepEqual(answer('SELECT typeof(?), hex(?)', 1e300, new Uint8Array([0, 255]).subarray(1)), ['real', 'FF']);
});

test('numbered placeholders keep their values, and question marks in quotes are none', () => {
  assert.deepEqual(answer(`SELECT ?2, ?1, ?2, '?1 it''s ?', "?" FROM (SELECT ?3 AS "?")`, 1, 'two', 3), ['two', 1n, 'two', "?1 it's ?", 3n]);
});

test('a statement without whole numbers stays as it is', () => {
  const sql = 'SELECT ? WHERE ? IS NULL';
  assert.deepEqual(bindTyped(sql, ['a', null]), { sql, values: ['a', null] });
});

test('more values than there may be variables travel in one, exactly', () => {
  const values = Array.from({ length: 101 }, (_, place): SqliteValue => [place, 9_007_199_254_740_993n, 'quote" and \\ \u{1F600}', null, -0.5][place % 5] ?? null);
  const bound = bindTyped(`SELECT ${values.map(() => '?').join(', ')}`, values);
  assert.equal(bound.values.length, 1);
  const database = new DatabaseSync(':memory:');
  const row = database.prepare(bound.sql, { returnArrays: true, readBigInts: true }).get(...(bound.values as string[])) as unknown as unknown[];
  assert.deepEqual(row, values.map((value) => (Number.isInteger(value) ? BigInt(value as number) : value)));
});

test('a blob among too many values is refused', () => {
  assert.throws(() => bindTyped('SELECT 1', [...Array.from({ length: 100 }, () => 1), new Uint8Array(1)]), /a blob/u);
});
