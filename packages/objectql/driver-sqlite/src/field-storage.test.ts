import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowRenderer } from '@objectql/engine';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { scaledStorage, storageOf } from './field-storage.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { thingValues } from './thing-values.contract.ts';
import { allNames, genesis, inserted, planOf, rowOf, scope, team, thing, updated, write } from './trial.contract.ts';

test('every type comes back as it went in, through a load and as the JSON text of a read', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team, thing], genesis);
  const plan = planOf(thing, allNames(thing));
  const render = rowRenderer(plan.columns);
  await fc.assert(
    fc.asyncProperty(thingValues, thingValues, async (first, second) => {
      const row = rowOf(thing, 'a', first);
      await write(driver, [inserted(thing, row)]);
      const change = updated(thing, row, second);
      await write(driver, [change]);
      const { rows } = await driver.read(plan, [], scope);
      assert.deepEqual(rows, [render(change.after ?? {}, scope.principal, () => null)]);
      await driver.lane(async (lane) => {
        const loaded = await lane.load({ keys: [{ object: 'thing', id: 'a' }], holders: [], references: [] });
        assert.deepEqual(loaded.rows, [change.after]);
      });
      await write(driver, [{ op: 'delete', key: { object: 'thing', id: 'a' }, before: change.after, after: null }]);
    }),
    { numRuns: 300 },
  );
  await driver.close();
});

function encoded(value: Json, scale: number): unknown {
  return scaledStorage(scale).encode(value);
}

function nested(levels: number): Json {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json;
}

test('a decimal is stored as whole units, as a number while that is exact', () => {
  assert.deepEqual(
    [encoded('12.50', 2), encoded('-0.05', 2), encoded('7', 2), encoded('0.00', 2), encoded('-0', 0), encoded('-0.00', 2), encoded('9007199254740993', 0), encoded('-0.999999999999999999', 18)],
    [1250, -5, 700, 0, 0, 0, 9_007_199_254_740_993n, -999_999_999_999_999_999n],
  );
  assert.ok(Object.is(encoded('-0.00', 2), 0));
});

test('what is not a value of the type is refused, with what was expected', () => {
  const refused: [Json, Parameters<typeof storageOf>[0]['type']][] = [[1.5, 'integer'], [2 ** 53, 'integer'], ['1', 'integer'], [1, 'text'], ['true', 'boolean']];
  for (const [value, type] of refused) assert.throws(() => storageOf({ type, id: 'x' } as Parameters<typeof storageOf>[0]).encode(value), { code: 'VALUE_NOT_STORABLE' }, JSON.stringify(value));
  for (const value of ['1.234', '10000000000000000.00', '-99999999999999999999', '1e3', 'x', '', '0x10', ' 1']) assert.throws(() => scaledStorage(2).encode(value), { code: 'VALUE_NOT_STORABLE' }, value);
});

test('JSON that SQLite could not read again is refused before it is stored', () => {
  const json = storageOf({ type: 'json', id: 'x' });
  assert.equal(json.encode(nested(1000)), '['.repeat(1000) + ']'.repeat(1000));
  assert.throws(() => json.encode(nested(1001)), { code: 'VALUE_NOT_STORABLE' });
});

test('a JSON value at the deepest level that is taken can be read', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team, thing], genesis);
  await write(driver, [inserted(thing, rowOf(thing, 'a', { data: nested(1000) }))]);
  const { rows } = await driver.read(planOf(thing, ['id', 'data']), [], scope);
  assert.equal(rows[0], `{"id":"a","data":${'['.repeat(1000)}${']'.repeat(1000)}}`);
  await driver.close();
});
