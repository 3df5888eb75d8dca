import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { MigrationSteps } from './field-migration.ts';
import type { MigrationDialect } from './migration-dialect.ts';
import { planMigration } from './migration-plan.ts';
import { storedSchema } from './stored-schema.ts';
import { wantedIndexes } from './wanted-indexes.ts';

/** A database of words, in which each table has as many rows as there are of each condition. */
function dialectWith(rows: number, taken = 0): MigrationDialect {
  return {
    altersNotNull: true,
    table: (name) => name,
    index: (name) => name,
    indexes: (object) => wantedIndexes(object).map((index) => Object.assign(index, { sql: `${index.name} ON ${object.name}` })),
    createTable: (object) => [`CREATE ${object.name}`],
    defaultOf: (object, field) => JSON.stringify(object.fields[field]?.default),
    addColumn: (object, field, literal = 'nothing') => [`ADD ${object.name}.${field} = ${literal}`],
    holdsOthers: ({ name }, options) => `${name} beside ${options.join()}`,
    facts: () => ({ count: () => rows, duplicates: () => Promise.resolve(taken) }),
  };
}

type Fields = Parameters<typeof defineObject>[0]['fields'];

function objectOf(name: string, fields: Fields, id = name): ObjectDescriptor {
  return defineObject({ name, id, fields });
}

function plan(before: readonly ObjectDescriptor[], after: readonly ObjectDescriptor[], dialect: MigrationDialect): Promise<MigrationSteps> {
  return planMigration({ stored: storedSchema(before, (object) => dialect.indexes(object)), objects: after, dialect });
}

const fields = { title: f.text({ id: 't' }), stage: f.select(['open', 'won'], { id: 's' }), code: f.text({ id: 'c', index: true }) };
const deal = objectOf('deal', fields);

test('the same metadata asks for nothing, and new objects are made with their indexes', async () => {
  assert.deepEqual(await plan([deal], [deal], dialectWith(5)), { statements: [], problems: [], breaking: false });
  assert.deepEqual(await plan([], [deal], dialectWith(0)), { statements: ['CREATE deal', 'index:deal:code ON deal'], problems: [], breaking: false });
});

test('names that are swapped go through names that nobody has, and indexes come back under theirs', async () => {
  const swapped = objectOf('deal', { title: f.text({ id: 'c', index: true }), stage: f.select(['open', 'won'], { id: 's' }), code: f.text({ id: 't' }) });
  const { statements, breaking } = await plan([deal], [swapped], dialectWith(5));
  assert.deepEqual([breaking, statements], [true, [
    'DROP INDEX index:deal:code',
    'ALTER TABLE deal RENAME COLUMN "code" TO "_renamed_0"', 'ALTER TABLE deal RENAME COLUMN "title" TO "_renamed_1"',
    'ALTER TABLE deal RENAME COLUMN "_renamed_0" TO "title"', 'ALTER TABLE deal RENAME COLUMN "_renamed_1" TO "code"',
    'index:deal:title ON deal',
  ]]);
});

test('where there is no row everything goes, in the order that frees names first', async () => {
  const other = objectOf('deal', { title: f.integer({ id: 't', required: true }), size: f.integer({ id: 'n', required: true }) });
  const { statements, problems } = await plan([deal, objectOf('lead', {})], [other], dialectWith(0));
  assert.deepEqual([problems, statements], [[], [
    'DROP INDEX index:deal:code', 'ALTER TABLE deal DROP COLUMN "code"', 'ALTER TABLE deal DROP COLUMN "stage"', 'DROP TABLE lead',
    'ADD deal.size = nothing', 'ALTER TABLE deal DROP COLUMN "title"', 'ADD deal.title = nothing',
  ]]);
});

test('where there are rows, every reason against it is told at once and each names what to do', async () => {
  const other = objectOf('deal', {
    title: f.integer({ id: 't' }), stage: f.select(['open'], { id: 's', required: true }), code: f.text({ id: 'c', unique: true }), size: f.integer({ id: 'n', required: true }),
  });
  const { problems } = await plan([deal, objectOf('lead', {})], [other], dialectWith(3, 2));
  assert.deepEqual(problems, [
    'Object lead (id lead) is gone from the metadata, and the store holds 3 records of it: keep the object, delete them first, or if it was renamed give the new object this id.',
    'deal.size is new and required, and 3 records would have no value: give it a default, or make it optional.',
    'deal.stage has lost options, and 3 records have one of them: keep them, or change those records first.',
    'deal.stage has become required, and 3 records have no value: fill them first, or leave it optional.',
    'deal.title has changed from text to integer, and 3 records have a value in it: keep it as it was, and give the new one another id and name.',
    'deal: code has become unique, and 2 values are held by more than one record: make them differ first, or leave it as it is.',
  ]);
});

test('what is required and new gets its default where there are rows', async () => {
  const { title, stage, code } = fields;
  const wider = objectOf('deal', { title, stage, code, size: f.integer({ id: 'n', required: true, default: 7 }) });
  assert.deepEqual(await plan([deal], [wider], dialectWith(3)), { statements: ['ADD deal.size = 7'], problems: [], breaking: false });
});
