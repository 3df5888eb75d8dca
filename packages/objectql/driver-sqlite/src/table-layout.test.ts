import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeTraits } from './node-connection.ts';
import { createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import { objectOf } from './trial.contract.ts';

test('a table is strict, has a column per field and the id as its text key', () => {
  const object = objectOf('deal', { title: { type: 'text', required: true }, amount: { type: 'money', currency: 'EUR', scale: 2 }, hot: { type: 'boolean' }, tags: { type: 'multiSelect' } });
  assert.equal(
    createTableSql(layoutOf(object), nodeTraits),
    'CREATE TABLE "deal" ("id" TEXT PRIMARY KEY NOT NULL, "createdAt" TEXT NOT NULL, "createdBy" TEXT NOT NULL, "updatedAt" TEXT NOT NULL, "updatedBy" TEXT NOT NULL, "revision" INTEGER NOT NULL, "title" TEXT NOT NULL, "amount" INTEGER, "hot" INTEGER, "tags" TEXT, "_place" INTEGER) STRICT',
  );
});

test('indexes end in the id, lookups get one, and none is made that begins like another', () => {
  const object = objectOf(
    'deal',
    {
      title: { type: 'text', index: true },
      code: { type: 'text', unique: true, index: true },
      stage: { type: 'text', index: true },
      account: { type: 'lookup', object: 'account', onDelete: 'restrict' },
      place: { type: 'integer' },
    },
    { indexes: [{ fields: ['stage', '-updatedAt'] }, { fields: ['account', 'place'], unique: true }] },
  );
  assert.deepEqual(indexesOf(object).map(({ sql }) => sql), [
    'CREATE INDEX "index:deal:stage:-updatedAt" ON "deal" ("stage", "updatedAt" DESC, "id")',
    'CREATE UNIQUE INDEX "unique:deal:account:place" ON "deal" ("account", "place")',
    'CREATE INDEX "index:deal:title" ON "deal" ("title", "id")',
    'CREATE UNIQUE INDEX "unique:deal:code" ON "deal" ("code")',
  ]);
});

test('a field that the object does not have is named', () => {
  assert.throws(() => layoutOf(objectOf('deal', {})).column('amuont'), { code: 'FIELD_NOT_STORED', message: /deal\.amuont/u });
});
