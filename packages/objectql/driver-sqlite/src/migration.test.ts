import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Driver } from '@objectql/engine';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { StoreFailure } from './errors.ts';
import { anchorIndex } from './journal-table.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { allNames, folderFor, genesis, inserted, objectOf, planOf, readRows, rowOf, write } from './trial.contract.ts';

const text = { type: 'text' } as const;
const deal = objectOf('deal', { title: { ...text, required: true }, amount: { type: 'money', currency: 'EUR', scale: 2 }, stage: { type: 'select', options: [{ value: 'open' }, { value: 'won' }] } });

/** A store in memory with these objects, the last of which has rows with these values. */
async function storeOf(objects: readonly ObjectDescriptor[], ...rows: Readonly<Record<string, Json>>[]): Promise<Driver> {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate(objects, genesis);
  const last = objects.at(-1)!;
  if (rows.length > 0) await write(driver, rows.map((given, index) => inserted(last, rowOf(last, `r${index}`, given))));
  return driver;
}

async function problemsOf(driver: Driver, ...objects: ObjectDescriptor[]): Promise<string[]> {
  const failure = await driver.migrate(objects, genesis).then(() => undefined, (error: unknown) => error);
  assert.ok(failure instanceof StoreFailure, 'the migration was not refused');
  assert.equal(failure.code, 'STORE_MIGRATION_REFUSED');
  return failure.message.split('\n').slice(1);
}

async function values(driver: Driver, object: ObjectDescriptor, names = Object.keys(object.fields)): Promise<Json[][]> {
  return (await readRows(driver, planOf(object, names))).map((row) => Object.values(row));
}

const first = { title: 'A', amount: '12.50', stage: 'open' };

test('fields, indexes and objects are added to what is there', async () => {
  const driver = await storeOf([deal], first, { title: 'B' });
  const note = objectOf('note', { about: { type: 'lookup', object: 'deal', onDelete: 'restrict' } });
  const grown: ObjectDescriptor = {
    ...deal,
    fields: { ...deal.fields, rank: { type: 'integer', id: 'deal.rank', required: true, default: 7 }, code: { ...text, id: 'deal.code', unique: true }, rate: { type: 'decimal', scale: 3, id: 'deal.rate', required: true, default: '-0.5' } },
    indexes: [{ fields: ['stage', '-amount'] }],
  };
  await driver.migrate([note, grown], genesis);
  assert.deepEqual(await values(driver, grown), [['A', '12.50', 'open', 7, null, '-0.500'], ['B', null, null, 7, null, '-0.500']]);
  await write(driver, [inserted(note, rowOf(note, 'n', { about: 'r0' })), inserted(grown, rowOf(grown, 'r2', { title: 'C', code: 'X', rank: 1, rate: '1.000' }))]);
  await driver.close();
});

test('another name under the same id is a rename, of objects, of fields and of two that swap', async () => {
  const driver = await storeOf([deal], first);
  const { title, amount, stage } = deal.fields;
  const renamed: ObjectDescriptor = { ...deal, name: 'offer', fields: { amount: { ...title!, index: true }, title: amount!, phase: stage! }, indexes: [{ fields: ['phase'] }] };
  await driver.migrate([renamed], genesis);
  assert.deepEqual(await values(driver, renamed), [['A', '12.50', 'open']]);
  await driver.migrate([deal], genesis);
  assert.deepEqual(await values(driver, deal), [['A', '12.50', 'open']]);
  await driver.close();
});

test('two objects may swap their names, and a lookup to one of them is no change', async () => {
  const left = objectOf('left', { name: text });
  const right = objectOf('right', { name: text });
  const link = objectOf('link', { to: { type: 'lookup', object: 'left', onDelete: 'restrict' } });
  const driver = await storeOf([left, right, link], { to: 'x' });
  await write(driver, [inserted(left, rowOf(left, 'x', { name: 'L' }))]);
  const to = { ...link.fields['to']!, object: 'right' } as const;
  await driver.migrate([{ ...left, name: 'right' }, { ...right, name: 'left' }, { ...link, fields: { to } }], genesis);
  assert.deepEqual(await values(driver, { ...left, name: 'right' }), [['L']]);
  await driver.close();
});

test('what says nothing about where values lie changes nothing', async () => {
  const driver = await storeOf([deal], first);
  const { title, amount, stage } = deal.fields;
  await driver.migrate([{
    ...deal, label: 'Deals', plural: 'dealz', audit: { reads: 'all' },
    fields: { stage: { ...stage!, options: [{ value: 'open', label: 'Open' }, { value: 'won' }, { value: 'lost' }] } as typeof stage & object, amount: { ...amount!, label: 'Sum' }, title: { ...title!, max: 900 } as typeof title & object },
  }], genesis);
  assert.deepEqual(await values(driver, deal), [['A', '12.50', 'open']]);
  await driver.close();
});

test('text of any kind may become long text, required fields optional, and filled ones required', async () => {
  const driver = await storeOf([deal], first);
  const { title, amount } = deal.fields;
  const eased: ObjectDescriptor = { ...deal, fields: { title: { type: 'longText', id: title!.id }, amount: { ...amount!, required: true }, stage: { type: 'text', id: 'deal.stage' } } };
  await driver.migrate([eased], genesis);
  await write(driver, [inserted(eased, rowOf(eased, 'r1', { amount: '0.00' }))]);
  await assert.rejects(write(driver, [inserted(eased, rowOf(eased, 'r2'))]), { code: 'STORE_FAILED' });
  assert.deepEqual(await values(driver, eased), [['A', '12.50', 'open'], [null, '0.00', null]]);
  await driver.close();
});

test('what would lose or break data is refused, every reason at once, and nothing has changed', async () => {
  const gone = objectOf('gone', { name: text });
  const driver = await storeOf([gone, deal], { ...first, title: 'same' }, { title: 'same', stage: 'won' });
  await write(driver, [inserted(gone, rowOf(gone, 'g'))]);
  const broken: ObjectDescriptor = {
    ...deal,
    fields: {
      title: { ...text, id: 'deal.title', required: true, unique: true },
      amount: { type: 'integer', id: 'deal.amount', required: true },
      fresh: { ...text, id: 'deal.fresh', required: true },
    },
  };
  const problems = await problemsOf(driver, broken);
  assert.deepEqual(problems, [
    '- deal.stage (id deal.stage) is gone from the metadata, and 2 records have a value in it: keep the field, clear it first, or if it was renamed give the new field this id.',
    '- Object gone (id gone) is gone from the metadata, and the store holds 1 record of it: keep the object, delete them first, or if it was renamed give the new object this id.',
    '- deal.amount has changed from money to integer, and 1 record has a value in it: keep it as it was, and give the new one another id and name.',
    '- deal.fresh is new and required, and 2 records would have no value: give it a default, or make it optional.',
    '- deal: title has become unique, and 1 value is held by more than one record: make them differ first, or leave it as it is.',
  ]);
  assert.deepEqual(await values(driver, deal), [['same', '12.50', 'open'], ['same', null, 'won']]);
  await driver.migrate([gone, deal], genesis);
  await driver.close();
});

test('an empty field may go or change its type, and an empty object may go', async () => {
  const indexes = [{ fields: ['stage'] }];
  const driver = await storeOf([objectOf('gone', {}), { ...deal, indexes }], { title: 'A' });
  const changed: ObjectDescriptor = { ...deal, indexes, fields: { title: deal.fields['title']!, amount: { type: 'text', id: 'deal.amount', index: true }, stage: { ...text, id: 'deal.other' } } };
  await driver.migrate([changed], genesis);
  assert.deepEqual(await values(driver, changed), [['A', null, null]]);
  await write(driver, [inserted(changed, rowOf(changed, 'r1', { title: 'B', amount: 'much', stage: 'x' }))]);
  await driver.close();
});

test('other differences are refused while they matter', async () => {
  const cases: [string, Parameters<typeof objectOf>[1][string], Parameters<typeof objectOf>[1][string], Json, RegExp][] = [
    ['a scale', { type: 'decimal', scale: 2 }, { type: 'decimal', scale: 3 }, '1.00', /changed its scale from 2 to 3/u],
    ['a currency', { type: 'money', scale: 2, currency: 'EUR' }, { type: 'money', scale: 2, currency: 'USD' }, '1.00', /changed its currency from EUR to USD/u],
    ['a target', { type: 'lookup', object: 'a', onDelete: 'restrict' }, { type: 'lookup', object: 'b', onDelete: 'restrict' }, 'x', /changed its target from a to b/u],
    ['an option', { type: 'select', options: [{ value: 'a' }, { value: 'b' }] }, { type: 'select', options: [{ value: 'b' }] }, 'a', /lost options, and 1 record has one of them/u],
    ['an option of many', { type: 'multiSelect', options: [{ value: 'a' }, { value: 'b' }] }, { type: 'multiSelect', options: [{ value: 'b' }] }, ['b', 'a'], /lost options/u],
    ['nulls', text, { ...text, required: true }, null, /become required, and 1 record has no value/u],
  ];
  for (const [what, before, after, value, expected] of cases) {
    const driver = await storeOf([objectOf('a', {}), objectOf('b', {}), objectOf('deal', { x: before })], { x: value });
    const [problem = '', ...more] = await problemsOf(driver, objectOf('a', {}), objectOf('b', {}), objectOf('deal', { x: after }));
    assert.match(problem, expected, what);
    assert.deepEqual(more, [], what);
    await driver.close();
  }
});

test('names and ids that one table cannot hold are refused', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  const problems = await problemsOf(
    driver,
    objectOf('deal', { userId: text, userid: { ...text, id: 'deal.userId' }, Revision: text }), objectOf('Deal', {}), objectOf('_journal', {}), objectOf('sqlite_x', {}),
  );
  assert.deepEqual(problems, [
    '- deal: field userid and userId differ in case only; rename one.',
    '- deal: field userid and userId have the same id deal.userId; give one another id.',
    '- deal: field Revision and revision differ in case only; rename one.',
    '- Object Deal and deal differ in case only; rename one.',
    '- Object _journal: the name belongs to the store; give the object another name.',
    '- Object sqlite_x: the name belongs to the store; give the object another name.',
  ]);
  await driver.close();
});

function wide(count: number): ObjectDescriptor {
  return objectOf('wide', Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, text])));
}

test('the widest object that is taken can be read, and a wider one is refused', async () => {
  const driver = await storeOf([wide(490)], { f489: 'last' });
  assert.equal((await values(driver, wide(490), allNames(wide(490))))[0]?.at(-1), 'last');
  assert.match((await problemsOf(driver, wide(491))).join(), /has 491 fields/u);
  await driver.close();
});

test('with one connection reads answer what was until there is consent, and nothing has changed where there is none', async () => {
  const driver = await storeOf([deal], first);
  const renamed: ObjectDescriptor = { ...deal, fields: { amount: { ...text, id: 'deal.title' } } };
  await assert.rejects(driver.migrate([{ ...deal, name: 'offer' }], genesis, () => Promise.reject(new RangeError('no'))), RangeError);
  await assert.rejects(driver.migrate([renamed], genesis), { code: 'STORE_MIGRATION_REFUSED' });
  const extents: unknown[] = [];
  await driver.migrate([{ ...deal, name: 'offer' }], genesis, async (extent) => {
    extents.push(extent, await values(driver, deal, ['title']));
  });
  assert.deepEqual(extents, ['breaking', [['A']]]);
  assert.deepEqual(await values(driver, { ...deal, name: 'offer' }, ['title']), [['A']]);
  await driver.close();
});

test('a store keeps its epoch, whatever genesis is offered later', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  const driver = await SqliteDriver.open({ file });
  await driver.migrate([deal], genesis);
  assert.deepEqual(await driver.head(), genesis);
  await write(driver, [inserted(deal, rowOf(deal, 'a', first))]);
  await driver.close();
  const again = await SqliteDriver.open({ file });
  await again.migrate([deal], { seq: 0, epoch: 'other', hash: 'other' });
  await again.migrate([deal, objectOf('more', {})], { seq: 0, epoch: 'other', hash: 'other' });
  assert.deepEqual(await again.head(), { seq: 1, epoch: 'epoch-1', hash: 'hash-1' });
  assert.deepEqual(await values(again, deal, allNames(deal).slice(-3)), [['A', '12.50', 'open']]);
  await again.close();
  const third = await SqliteDriver.open({ file });
  await third.migrate([deal], { seq: 0, epoch: 'other', hash: 'other' });
  assert.equal((await third.head()).epoch, 'epoch-1');
  await third.close();
});

test('a store of the format before this one is taken to it when it is opened, and keeps its histories', async (t) => {
  const file = join(folderFor(t), 'store.db');
  const before = await SqliteDriver.open({ file });
  await before.migrate([deal], genesis);
  await write(before, [inserted(deal, rowOf(deal, 'a', first))]);
  await before.close();
  const older = new DatabaseSync(file);
  older.exec(`DROP INDEX "index:_journal:anchor"; CREATE INDEX "index:_journal:anchor" ON _journal (record) WHERE record IS NOT NULL AND (prior IS NULL OR op = 'delete' OR place / 1048576 % 64 = 0);
    UPDATE _meta SET value = '2' WHERE key = 'format'`);
  older.close();
  const after = await SqliteDriver.open({ file });
  await after.migrate([deal], genesis);
  const read = new DatabaseSync(file, { readOnly: true });
  assert.deepEqual(read.prepare("SELECT value FROM _meta WHERE key = 'format'").all().map(({ value }) => value), ['3']);
  assert.deepEqual(read.prepare("SELECT sql FROM sqlite_schema WHERE name = 'index:_journal:anchor'").all().map(({ sql }) => sql), [anchorIndex]);
  read.close();
  assert.deepEqual(await after.history({ object: 'deal', id: 'a' }, 0, 10), await after.journal(0, 10));
  await after.close();
});
