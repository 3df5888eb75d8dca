import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALSE, TRUE, fieldExpr } from '@objectql/expression';
import { fieldNamesOf, fieldOf } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor, Row } from '@objectql/metadata';
import * as fc from 'fast-check';
import type { ReadColumn } from './read-plan.ts';
import { rowCutter } from './row-cutter.ts';
import { rowRenderer } from './row-renderer.ts';

const actor = { id: 'ann', kind: 'person', roles: [] };

function noteWith(fields: Readonly<Record<string, FieldDescriptor>> = {}): ObjectDescriptor {
  const own: Record<string, FieldDescriptor> = {
    title: { id: 'title', type: 'text' }, body: { id: 'body', type: 'longText' }, tags: { id: 'tags', type: 'multiSelect', options: [{ value: 'body' }, { value: 'title' }] },
    rank: { id: 'rank', type: 'integer' }, done: { id: 'done', type: 'boolean' }, ...fields,
  };
  return { kind: 'object', id: 'note', name: 'note', plural: 'notes', label: 'Note', fields: own, indexes: [], rules: [], audit: { reads: 'agents' } };
}

const note = noteWith();

function columnsOf(object: ObjectDescriptor, names: readonly string[]): ReadColumn[] {
  return names.map((name) => ({ name, field: fieldOf(object, name) as FieldDescriptor, mask: TRUE }));
}

/** Texts that look like members, quotes, backslashes, and whatever else there is. */
const tricky = fc.oneof(
  fc.array(fc.constantFrom(',"body":', ',"tags":', '"', '\\', ',', ':', '{', '}', 'ß', '\u2028', '\ud800', 'title', '\n'), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

const rows: fc.Arbitrary<Row> = fc
  .record({
    id: fc.uuid(), title: fc.option(tricky), body: fc.option(tricky), tags: fc.option(fc.subarray(['body', 'title'])), rank: fc.option(fc.integer()), done: fc.option(fc.boolean()),
    createdAt: fc.constant('2026-11-22T00:00:00.000Z'), createdBy: tricky, updatedAt: fc.constant('2026-11-22T00:00:00.000Z'), updatedBy: tricky, revision: fc.nat(),
  })
  .map((row) => row satisfies Record<string, Json>);

const inOrder = (row: Row): Row => Object.fromEntries(fieldNamesOf(note).map((name) => [name, row[name] ?? null]));

test('what is cut out of the text of a row is what rendering the row writes', () => {
  fc.assert(
    fc.property(rows, fc.subarray(fieldNamesOf(note).slice(1)), (given, shown) => {
      const columns = columnsOf(note, ['id', ...shown]);
      const row = inOrder(given);
      const cut = rowCutter(note, columns);
      assert.ok(cut !== null);
      assert.equal(cut(row, JSON.stringify(row)), rowRenderer(columns)(row, actor, () => null));
    }),
    { numRuns: 2000 },
  );
});

test('a row whose fields are in another order, are more, or are fewer is not cut', () => {
  const row = inOrder({ id: 'a', title: 'T', body: 'B' });
  const cut = rowCutter(note, columnsOf(note, ['id', 'title']));
  const { title, body, ...others } = row;
  for (const other of [{ ...others, title, body }, { ...row, more: 1 }, { title, ...others }, {}] as Row[]) assert.equal(cut?.(other, JSON.stringify(other)), null);
});

test('a text without a member that the row has is not cut', () => {
  const row = { ...inOrder({ id: 'a', title: 'T' }), body: undefined as unknown as Json };
  for (const shown of [['id', 'title'], ['id', 'body']]) assert.equal(rowCutter(note, columnsOf(note, shown))?.(row, JSON.stringify(row)), null);
});

test('columns that depend on more than the row, or are in an order of their own, are not cut', () => {
  const [id, title] = columnsOf(note, ['id', 'title']) as [ReadColumn, ReadColumn];
  const other = { object: note, rows: TRUE };
  const hidden: ReadColumn[][] = [
    [id, { ...title, mask: FALSE }],
    [id, { ...title, mask: fieldExpr(note, 'done') }],
    [id, { ...title, target: other }],
    [id, { ...title, expand: { ...other, columns: [] } }],
    [title, id],
    [title],
    columnsOf(note, ['id', 'body', 'title']),
  ];
  for (const columns of hidden) assert.equal(rowCutter(note, columns), null);
});

test('no row of an object with JSON in it is cut: JSON can hold what looks like a member', () => {
  const loose = noteWith({ extra: { id: 'extra', type: 'json' } });
  assert.equal(rowCutter(loose, columnsOf(loose, ['id', 'title'])), null);
});
