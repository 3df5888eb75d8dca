import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchorIndex, journalTables } from './journal-table.ts';
import { inStore } from './named-tables.ts';

test('tables and indexes get the name of the store, columns and texts do not', () => {
  const cases = {
    'SELECT "on", t0."from" FROM "deal" AS t0 LEFT JOIN "from" AS t1 ON t1."id" = t0."deal"': 'SELECT "on", t0."from" FROM "a/deal" AS t0 LEFT JOIN "a/from" AS t1 ON t1."id" = t0."deal"',
    'INSERT INTO _meta (key) VALUES (?) ON CONFLICT (key) DO UPDATE SET value = 1': 'INSERT INTO "a/_meta" (key) VALUES (?) ON CONFLICT (key) DO UPDATE SET value = 1',
    'UPDATE "deal" SET "deal" = \'FROM "deal"\' WHERE EXISTS (SELECT 1 FROM json_each("deal"))': 'UPDATE "a/deal" SET "deal" = \'FROM "deal"\' WHERE EXISTS (SELECT 1 FROM json_each("deal"))',
    'ALTER TABLE "deal" RENAME COLUMN "x" TO "y"': 'ALTER TABLE "a/deal" RENAME COLUMN "x" TO "y"',
    'ALTER TABLE "deal" RENAME TO "_renamed_0"': 'ALTER TABLE "a/deal" RENAME TO "a/_renamed_0"',
    'CREATE UNIQUE INDEX "unique:deal:x" ON "deal" ("x")': 'CREATE UNIQUE INDEX "a/unique:deal:x" ON "a/deal" ("x")',
    'SELECT at FROM chain JOIN _journal ON place = at': 'SELECT at FROM chain JOIN "a/_journal" ON place = at',
  };
  for (const [sql, expected] of Object.entries(cases)) assert.equal(inStore('a', sql), expected);
});

test('the journal of a store is its own', () => {
  const names = [...inStore('a', `${journalTables}${anchorIndex}`).matchAll(/(?:TABLE|INDEX|ON) (\S+)/gu)].map(([, name]) => name);
  assert.deepEqual(names, ['"a/_journal"', '"a/_access"', '"a/index:_journal:anchor"', '"a/_journal"']);
});
