import type { ObjectDescriptor } from '@objectql/metadata';
import { quoteName } from '@objectql/engine/sql';
import { addField, changeField, dropField, records } from './field-migration.ts';
import type { MigrationSteps, ObjectChange, TableFacts } from './field-migration.ts';
import type { StoredObject, StoredSchema } from './stored-schema.ts';
import { storedSchema } from './stored-schema.ts';
import { createTableSql, indexesOf } from './table-layout.ts';
import type { IndexLayout, TableLayouts } from './table-layout.ts';

export interface MigrationTask {
  readonly stored: StoredSchema;
  readonly objects: readonly ObjectDescriptor[];
  readonly layouts: TableLayouts;
  /** Counts over all tenants' rows of a table as it is now. */
  readonly facts: (table: string) => TableFacts;
  /** Statements that wall off a table of a new object. */
  readonly wall: (table: string) => readonly string[];
}

/** Objects that differ from what is stored, and those that are gone; what a plan will ask facts of. */
export function differencesOf({ stored, objects, layouts }: Pick<MigrationTask, 'stored' | 'objects' | 'layouts'>): { readonly changes: readonly Pick<ObjectChange, 'object' | 'now' | 'wanted'>[]; readonly gone: readonly StoredObject[] } {
  const wanted = new Map(storedSchema(objects, layouts.schema).map((object) => [object.id, object]));
  const known = new Map(stored.map((object) => [object.id, object]));
  const changes = objects.flatMap((object) => {
    const now = known.get(object.id);
    const next = wanted.get(object.id);
    return now === undefined || next === undefined || JSON.stringify(now) === JSON.stringify(next) ? [] : [{ object, now, wanted: next }];
  });
  return { changes, gone: stored.filter(({ id }) => !wanted.has(id)) };
}

/**
 * What has to be done so that the store holds these objects, or every reason why it must not be. Objects and fields are
 * told by their ids, so another name is a rename and nothing else.
 */
export async function planMigration(task: MigrationTask): Promise<MigrationSteps> {
  const { stored, objects, layouts } = task;
  const steps: MigrationSteps = { statements: [], problems: [], breaking: false };
  const { changes: differences, gone } = differencesOf(task);
  const names = new Map(stored.map(({ id, name }) => [name, objects.find((object) => object.id === id)?.name ?? name]));
  const changes = differences.map(({ object, now, wanted }): ObjectChange => ({
    object, now, wanted, layout: layouts.of(object), table: layouts.table(now.name), facts: task.facts(now.name), renamed: (target) => names.get(target) ?? target,
  }));
  for (const change of changes) dropIndexes(change, layouts.schema, steps);
  for (const change of changes) for (const field of change.now.fields) if (!change.wanted.fields.some(({ id }) => id === field.id)) await dropField(change, field, steps);
  for (const object of gone) await dropObject(object, task, steps);
  renameAll(changes, layouts, steps);
  for (const change of changes) await changeFields(change, steps);
  const known = new Set(stored.map(({ id }) => id));
  for (const object of objects) if (!known.has(object.id)) createObject(object, task, steps);
  for (const change of changes) await createIndexes(change, layouts.schema, steps);
  return steps;
}

function createObject(object: ObjectDescriptor, { layouts, wall }: MigrationTask, steps: MigrationSteps): void {
  steps.statements.push(createTableSql(layouts.of(object)), ...wall(object.name), ...indexesOf(object, layouts.schema).map(({ sql }) => sql));
}

async function dropObject(object: StoredObject, { layouts, facts }: MigrationTask, steps: MigrationSteps): Promise<void> {
  const rows = await facts(object.name).count('true');
  if (rows > 0) {
    steps.problems.push(
      `Object ${object.name} (id ${object.id}) is gone from the metadata, and the store holds ${records(rows)} of it: ` +
        'keep the object, delete them first, or if it was renamed give the new object this id.',
    );
  } else {
    steps.breaking = true;
    steps.statements.push(`DROP TABLE ${layouts.table(object.name)}`);
  }
}

/** Tables, then columns, each through a name that nobody has, so that two may swap theirs. */
function renameAll(changes: readonly ObjectChange[], layouts: TableLayouts, steps: MigrationSteps): void {
  const tables = changes.filter(({ now, wanted }) => now.name !== wanted.name);
  if (tables.length > 0) steps.breaking = true;
  for (const [index, { now }] of tables.entries()) steps.statements.push(`ALTER TABLE ${layouts.table(now.name)} RENAME TO "_renamed_${index}"`);
  for (const [index, { wanted }] of tables.entries()) steps.statements.push(`ALTER TABLE ${layouts.table(`_renamed_${index}`)} RENAME TO ${quoteName(wanted.name)}`);
  for (const { now, wanted } of changes) {
    const table = layouts.table(wanted.name);
    const columns = now.fields.flatMap((field) => {
      const to = wanted.fields.find(({ id }) => id === field.id)?.name ?? field.name;
      return to === field.name ? [] : [{ from: field.name, to }];
    });
    if (columns.length > 0) steps.breaking = true;
    for (const [index, { from }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN ${quoteName(from)} TO "_renamed_${index}"`);
    for (const [index, { to }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN "_renamed_${index}" TO ${quoteName(to)}`);
  }
}

async function changeFields(change: ObjectChange, steps: MigrationSteps): Promise<void> {
  for (const field of change.wanted.fields) {
    const before = change.now.fields.find(({ id }) => id === field.id);
    if (before === undefined) await addField(change, field, steps);
    else await changeField(change, { now: before, wanted: field }, steps);
  }
}

function dropIndexes(change: ObjectChange, schema: string, steps: MigrationSteps): void {
  const kept = keptIndexes(change);
  for (const { name, sql } of change.now.indexes) if (!kept.has(sql)) steps.statements.push(`DROP INDEX ${quoteName(schema)}.${quoteName(name)}`);
}

/** Indexes that stay as they are: none where a column goes, comes back as another or gets another name. */
function keptIndexes({ now, wanted }: ObjectChange): ReadonlySet<string> {
  const same = now.name === wanted.name && now.fields.every((field) => wanted.fields.some(({ id, name, type }) => id === field.id && name === field.name && type === field.type));
  return new Set(same ? wanted.indexes.flatMap(({ sql }) => (now.indexes.some((index) => index.sql === sql) ? [sql] : [])) : []);
}

async function createIndexes(change: ObjectChange, schema: string, steps: MigrationSteps): Promise<void> {
  const kept = keptIndexes(change);
  for (const index of indexesOf(change.object, schema)) {
    if (kept.has(index.sql)) continue;
    const taken = index.unique ? await duplicates(change, index) : 0;
    if (taken > 0) {
      steps.problems.push(
        `${change.object.name}: ${index.fields.join(', ')} has become unique, and ${taken === 1 ? '1 value is' : `${taken} values are`} held by more than one record: ` +
          'make them differ first, or leave it as it is.',
      );
    } else {
      steps.statements.push(index.sql);
    }
  }
}

/** How many values of a new unique index more than one record of a tenant has, in the table as it is now. */
async function duplicates(change: ObjectChange, index: IndexLayout): Promise<number> {
  const columns: string[] = [];
  for (const name of index.fields) {
    const now = columnNow(change, name);
    if (now !== undefined) columns.push(quoteName(now));
    // A new column is null in every row, and null is never a duplicate; a required one holds one default in all of them.
    else if (change.object.fields[name]?.required !== true) return 0;
  }
  return change.facts.duplicates(columns);
}

/** The name that a wanted field's column has today; undefined where it is new. System fields keep theirs. */
function columnNow({ object, now }: ObjectChange, name: string): string | undefined {
  const id = object.fields[name]?.id;
  return id === undefined ? name : now.fields.find((field) => field.id === id)?.name;
}
