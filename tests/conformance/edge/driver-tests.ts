import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DurableObjectDriver } from '@objectql/driver-sqlite/durable-object';
import type { Driver } from '@objectql/engine';
import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { allNames, columnsWith, entryAfter, genesis, inserted, objectOf, planOf, readRows, rowOf, team, thing, write } from '../../../packages/objectql/driver-sqlite/src/trial.contract.ts';
import { ownStorage } from './own-storage.ts';

const text = { type: 'text' } as const;

async function storeOf(...objects: ObjectDescriptor[]): Promise<Driver> {
  const driver = DurableObjectDriver.open(ownStorage(), 'main');
  await driver.migrate(objects, genesis);
  return driver;
}

function wide(count: number): ObjectDescriptor {
  return objectOf('wide', Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index % 2 === 0 ? text : { type: 'decimal', scale: 0 } as const])));
}

/** What the driver does otherwise in a durable object than in a file: its limits, and columns that cannot be altered. */
export function testDurableObjectDriver(): void {
  test('the widest object that is taken can be written and read exactly, and a wider one is refused', async () => {
    const object = wide(93);
    const driver = await storeOf(object);
    const row = rowOf(object, 'a', { f1: '9007199254740993', f92: 'last' });
    await write(driver, [inserted(object, row)]);
    assert.deepEqual(await readRows(driver, planOf(object, allNames(object))), [row]);
    await assert.rejects(driver.migrate([wide(94)], genesis), /has 94 fields, and the store reads at most 93/u);
    await driver.close();
  });

  test('every field of the widest object may be hidden by a condition of its own', async () => {
    const object = wide(93);
    const driver = await storeOf(object);
    await write(driver, [inserted(object, rowOf(object, 'a', { f1: '5' }))]);
    const plan = planOf(object, ['id', ...Object.keys(object.fields)]);
    const masks = Object.keys(object.fields).map((name): readonly [string, Expr] => [name, { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(object, name), right: { kind: 'literal', type: 'null', value: null } }]);
    const [row] = await readRows(driver, { ...plan, columns: columnsWith(plan.columns, Object.fromEntries(masks.map(([name, mask]) => [name, { mask }]))) });
    assert.deepEqual(row?.['_masked'], ['f1']);
    await driver.close();
  });

  test('sums are added exactly, and what does not fit is refused', async () => {
    const sums = objectOf('sums', { big: { type: 'decimal', scale: 0 } });
    const driver = await storeOf(sums);
    const before = rowOf(sums, 'a', { big: '9007199254740993' });
    await write(driver, [inserted(sums, before)]);
    await write(driver, [{ op: 'add', key: { object: 'sums', id: 'a' }, before, after: { ...before, big: '9007199254740995' } }]);
    assert.deepEqual(await readRows(driver, planOf(sums, ['big'])), [{ big: '9007199254740995' }]);
    await driver.close();
  });

  test('fields become required and optional over rows, get defaults, change their names and go', async () => {
    const deal = objectOf('deal', { title: { ...text, required: true }, code: text, gone: text });
    const driver = await storeOf(deal);
    await write(driver, [inserted(deal, rowOf(deal, 'a', { title: 'A', code: 'x' }))]);
    const changed = objectOf('deal', { name: { ...text, id: 'deal.title' }, code: { ...text, required: true, unique: true }, rank: { type: 'integer', required: true, default: 7 } });
    await driver.migrate([changed], genesis);
    assert.deepEqual(await readRows(driver, planOf(changed, ['name', 'code', 'rank'])), [{ name: 'A', code: 'x', rank: 7 }]);
    const strict = objectOf('deal', { ...changed.fields, note: { ...text, required: true } });
    await assert.rejects(driver.migrate([strict], genesis), { code: 'STORE_MIGRATION_REFUSED' });
    await driver.close();
  });

  test('a lane that throws leaves nothing behind, whatever it wrote', async () => {
    const driver = await storeOf(team, thing);
    const row = rowOf(team, 'a', { name: 'A' });
    const broken = driver.lane(async (lane) => {
      await lane.apply([inserted(team, row)], [entryAfter(0, [])]);
      await Promise.resolve();
      throw new RangeError('odd');
    });
    await assert.rejects(broken, RangeError);
    assert.deepEqual(await readRows(driver, planOf(team, ['id'])), []);
    assert.equal((await driver.head()).seq, 0);
    await driver.close();
  });

  test('what the storage refuses is a failure of the store, with the cause kept', async () => {
    const driver = await storeOf(team);
    const row = rowOf(team, 'a', { name: 'A' });
    await write(driver, [inserted(team, row)]);
    await assert.rejects(write(driver, [inserted(team, row)]), (error: Error & { code: string }) => error.code === 'STORE_FAILED' && /UNIQUE constraint failed/u.test((error.cause as Error).message));
    await driver.close();
  });

  test('one driver at a time has the storage, and a closed one lets go of it', async () => {
    const driver = await storeOf(team);
    assert.throws(() => DurableObjectDriver.open(ownStorage(), 'main'), { code: 'STORE_LOCKED' });
    await driver.close();
    await assert.rejects(driver.head(), { code: 'STORE_CLOSED' });
    const again = await storeOf(team);
    assert.equal((await again.head()).epoch, 'epoch-1');
    await again.close();
  });

  test('stores of one object keep apart, and one that is undone leaves the other alone', async () => {
    const north = await storeOf(team);
    const south = DurableObjectDriver.open(ownStorage(), 'south');
    await south.migrate([objectOf('team', { rank: { type: 'integer' } })], { ...genesis, epoch: 'epoch-2' });
    const resumed = Promise.withResolvers<void>();
    const undone = north.lane(async (lane) => {
      await lane.apply([inserted(team, rowOf(team, 'n', { name: 'N' }))], [entryAfter(0, [])]);
      await resumed.promise;
      throw new RangeError('odd');
    });
    const appended = south.appendAccess({ seq: 1, text: '[]', hash: 'h' });
    const row = rowOf(objectOf('team', { rank: { type: 'integer' } }), 's', { rank: 1 });
    const written = write(south, [{ op: 'insert', key: { object: 'team', id: 's' }, before: null, after: row }]);
    resumed.resolve();
    await assert.rejects(undone, RangeError);
    await Promise.all([appended, written]);
    assert.deepEqual([(await north.head()).seq, (await south.head()).seq, (await south.accessLog(0, 9)).length], [0, 1, 1]);
    assert.deepEqual([(await north.head()).epoch, (await south.head()).epoch], ['epoch-1', 'epoch-2']);
    await north.close();
    await south.close();
  });
}
