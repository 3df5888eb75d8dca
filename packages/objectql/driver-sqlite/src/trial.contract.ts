import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TRUE, fieldExpr } from '@objectql/expression';
import type { Change, Driver, JournalEntry, JournalHead, ReadColumn, ReadPlan, Scope } from '@objectql/engine';
import { fieldOf, systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor, Row } from '@objectql/metadata';

/** What the tests of this driver share: objects, rows of every kind, and the few calls that a referee would make. */

type FieldGiven = FieldDescriptor extends infer F ? (F extends FieldDescriptor ? Omit<F, 'id'> & { readonly id?: string } : never) : never;

export function objectOf(name: string, fields: Readonly<Record<string, FieldGiven>>, rest: Partial<ObjectDescriptor> = {}): ObjectDescriptor {
  const named = Object.entries(fields).map(([field, given]): [string, FieldDescriptor] => [field, { id: `${name}.${field}`, ...given }]);
  return {
    kind: 'object', id: name, name, plural: `${name}s`, label: name, fields: Object.fromEntries(named),
    indexes: [], rules: [], audit: { reads: 'none' }, ...rest,
  };
}

export const team = objectOf('team', { name: { type: 'text', required: true }, open: { type: 'boolean' }, budget: { type: 'money', currency: 'EUR', scale: 2 } });

/** A field of every type, and of the scales at which decimals differ. */
export const thing = objectOf(
  'thing',
  {
    title: { type: 'text' },
    status: { type: 'select', options: [{ value: 'open' }, { value: 'closed' }, { value: 'lost' }] },
    amount: { type: 'money', currency: 'EUR', scale: 2 },
    rate: { type: 'decimal', scale: 18 },
    whole: { type: 'decimal', scale: 0 },
    rank: { type: 'integer' },
    hot: { type: 'boolean' },
    due: { type: 'date' },
    met: { type: 'datetime' },
    tags: { type: 'multiSelect' },
    team: { type: 'lookup', object: 'team', onDelete: 'restrict' },
    notes: { type: 'longText' },
    number: { type: 'autonumber', format: 'T-{0000}' },
    mail: { type: 'email' },
    page: { type: 'url' },
    data: { type: 'json' },
  },
  { indexes: [{ fields: ['status', '-updatedAt'] }, { fields: ['amount'] }] },
);

export const genesis: JournalHead = { seq: 0, epoch: 'epoch-1', hash: 'genesis' };

export const scope: Scope = { tenant: 'acme', principal: { id: 'ann', kind: 'person', roles: ['clerk'] }, time: 0 };

/** A complete row: null where nothing is given, and system fields. */
export function rowOf(object: ObjectDescriptor, id: string, given: Readonly<Record<string, Json>> = {}): Row {
  const empty = Object.fromEntries(Object.keys(object.fields).map((name) => [name, null]));
  const at = '2026-11-22T10:00:00.000Z';
  return { id, createdAt: at, createdBy: 'ann', updatedAt: at, updatedBy: 'ann', revision: 1, ...empty, ...given };
}

export function inserted(object: ObjectDescriptor, row: Row): Change {
  return { op: 'insert', key: { object: object.name, id: row['id'] as string }, before: null, after: row };
}

export function updated(object: ObjectDescriptor, before: Row, set: Row): Change {
  const after = { ...before, revision: (before['revision'] as number) + 1, ...set };
  return { op: 'update', key: { object: object.name, id: before['id'] as string }, before, after };
}

/** The next entry after `seq`, with these changes. */
export function entryAfter(seq: number, changes: readonly Change[]): JournalEntry {
  const rows = changes.map(({ op, key, before, after }) => ({
    op, object: key.object, record: key.id,
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? null : JSON.stringify(after),
  }));
  return { seq: seq + 1, header: `{"seq":${seq + 1}}`, salt: `salt-${seq + 1}`, digest: `digest-${seq + 1}`, hash: `hash-${seq + 1}`, changes: rows };
}

/** Applies changes in a lane of their own, under one entry. */
export async function write(driver: Driver, changes: readonly Change[]): Promise<void> {
  await driver.lane(async (lane) => {
    await lane.apply(changes, [entryAfter(lane.head.seq, changes)]);
  });
}

/** A plan over all rows in order of id; `rest` says what is different. */
export function planOf(object: ObjectDescriptor, names: readonly string[], rest: Partial<ReadPlan> = {}): ReadPlan {
  return {
    object, where: TRUE, limit: 1_000_000, cursor: false, count: false,
    columns: names.map((name) => ({ name, field: fieldOf(object, name)!, mask: TRUE })),
    order: [{ by: fieldExpr(object, 'id'), descending: false }],
    ...rest,
  };
}

/** Columns of which some say something else. */
export function columnsWith(columns: readonly ReadColumn[], changes: Readonly<Record<string, Partial<ReadColumn>>>): ReadColumn[] {
  return columns.map((column) => Object.assign({}, column, changes[column.name]));
}

export function allNames(object: ObjectDescriptor): string[] {
  return [...Object.keys(systemFields), ...Object.keys(object.fields)];
}

export async function readRows(driver: Driver, plan: ReadPlan, args: readonly Json[] = []): Promise<Row[]> {
  return (await driver.read(plan, args, scope)).rows.map((text) => JSON.parse(text) as Row);
}

/** A folder that is gone when the test is over. */
export function folderFor(test: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectql-'));
  test.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
