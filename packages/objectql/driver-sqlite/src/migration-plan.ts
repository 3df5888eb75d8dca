import { quoteName } from '@objectql/engine/sql';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Connection, SqliteTraits } from './connection.ts';
import { addField, changeField, dropField, factsOf, records } from './field-migration.ts';
import type { MigrationSteps, ObjectChange } from './field-migration.ts';
import { storedSchema, unstorable } from './stored-schema.ts';
import type { StoredObject, StoredSchema } from './stored-schema.ts';
import { createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import type { IndexLayout } from './table-layout.ts';

/**
 * What has to be done so that the store holds these objects, or every reason why it must not be. Objects and fields are
 * told by their ids, so another name is a rename and nothing else. No table is ever rebuilt: what SQLite cannot alter in
 * place would need a copy of the data, and is refused while there is data.
 */
export function planMigration(connection: Connection, stored: StoredSchema, objects: readonly ObjectDescriptor[]): MigrationSteps {
  const steps: MigrationSteps = { statements: [], problems: [...unstorable(objects, connection.traits.fields)], breaking: false };
  if (steps.problems.length > 0) return steps;
  const wanted = new Map(storedSchema(objects).map((object) => [object.id, object]));
  const names = new Map(stored.map(({ id, name }) => [name, wanted.get(id)?.name ?? name]));
  const known = new Map(stored.map((object) => [object.id, object]));
  const changes = objects.flatMap((object): ObjectChange[] => {
    const now = known.get(object.id);
    const next = wanted.get(object.id);
    if (now === undefined || next === undefined || JSON.stringify(now) === JSON.stringify(next)) return [];
    return [{ object, now, wanted: next, traits: connection.traits, facts: factsOf(connection, now.name), renamed: (target) => names.get(target) ?? target }];
  });
  for (const change of changes) dropIndexes(change, steps);
  for (const change of changes) dropFields(change, steps);
  dropObjects(connection, stored.filter(({ id }) => !wanted.has(id)), steps);
  renameAll(changes, steps);
  for (const change of changes) changeFields(change, steps);
  for (const object of objects) if (!known.has(object.id)) createObject(object, connection.traits, steps);
  for (const change of changes) createIndexes(connection, change, steps);
  return steps;
}

/** Everything that a store without tables needs. */
function createObject(object: ObjectDescriptor, traits: SqliteTraits, steps: MigrationSteps): void {
  steps.statements.push(createTableSql(layoutOf(object), traits), ...indexesOf(object).map(({ sql }) => sql));
}

function dropObjects(connection: Connection, gone: readonly StoredObject[], steps: MigrationSteps): void {
  for (const object of gone) {
    const { rows } = factsOf(connection, object.name);
    if (rows > 0) {
      steps.problems.push(
        `Object ${object.name} (id ${object.id}) is gone from the metadata, and the store holds ${records(rows)} of it: ` +
          'keep the object, delete them first, or if it was renamed give the new object this id.',
      );
    } else {
      steps.breaking = true;
      steps.statements.push(`DROP TABLE ${quoteName(object.name)}`);
    }
  }
}

/** Tables, then columns, each through a name that nobody has, so that two may swap theirs. */
function renameAll(changes: readonly ObjectChange[], steps: MigrationSteps): void {
  const tables = changes.filter(({ now, wanted }) => now.name !== wanted.name);
  if (tables.length > 0) steps.breaking = true;
  for (const [index, { now }] of tables.entries()) steps.statements.push(`ALTER TABLE ${quoteName(now.name)} RENAME TO "_renamed_${index}"`);
  for (const [index, { wanted }] of tables.entries()) steps.statements.push(`ALTER TABLE "_renamed_${index}" RENAME TO ${quoteName(wanted.name)}`);
  for (const { now, wanted } of changes) {
    const table = quoteName(wanted.name);
    const columns = now.fields.flatMap((field) => {
      const to = wanted.fields.find(({ id }) => id === field.id)?.name ?? field.name;
      return to === field.name ? [] : [{ from: field.name, to }];
    });
    if (columns.length > 0) steps.breaking = true;
    for (const [index, { from }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN ${quoteName(from)} TO "_renamed_${index}"`);
    for (const [index, { to }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN "_renamed_${index}" TO ${quoteName(to)}`);
  }
}

function dropFields(change: ObjectChange, steps: MigrationSteps): void {
  for (const field of change.now.fields) if (!change.wanted.fields.some(({ id }) => id === field.id)) dropField(change, field, steps);
}

function changeFields(change: ObjectChange, steps: MigrationSteps): void {
  const { now, wanted } = change;
  for (const field of wanted.fields) {
    const before = now.fields.find(({ id }) => id === field.id);
    if (before === undefined) addField(change, field, steps);
    else changeField(change, { now: before, wanted: field }, steps);
  }
}

function dropIndexes(change: ObjectChange, steps: MigrationSteps): void {
  const kept = keptIndexes(change);
  for (const { name, sql } of change.now.indexes) if (!kept.has(sql)) steps.statements.push(`DROP INDEX ${quoteName(name)}`);
}

/** Indexes that stay as they are: none where a column goes, comes back as another or gets another name. */
function keptIndexes({ now, wanted }: ObjectChange): ReadonlySet<string> {
  const same = now.name === wanted.name && now.fields.every((field) => wanted.fields.some(({ id, name, type }) => id === field.id && name === field.name && type === field.type));
  return new Set(same ? wanted.indexes.flatMap(({ sql }) => (now.indexes.some((index) => index.sql === sql) ? [sql] : [])) : []);
}

function createIndexes(connection: Connection, change: ObjectChange, steps: MigrationSteps): void {
  const kept = keptIndexes(change);
  for (const index of indexesOf(change.object)) {
    if (kept.has(index.sql)) continue;
    const taken = index.unique ? duplicates(connection, change, index) : 0;
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

/** How many values of a new unique index more than one record has, in the table as it is now. */
function duplicates(connection: Connection, change: ObjectChange, index: IndexLayout): number {
  const columns: string[] = [];
  for (const name of index.fields) {
    const now = columnNow(change, name);
    if (now !== undefined) columns.push(quoteName(now));
    // A new column is null in every row, and null is never a duplicate; a required one holds one default in all of them.
    else if (change.object.fields[name]?.required !== true) return 0;
  }
  if (columns.length === 0) return change.facts.rows > 1 ? 1 : 0;
  const filled = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const groups = `SELECT 1 FROM ${quoteName(change.now.name)} WHERE ${filled} GROUP BY ${columns.join(', ')} HAVING count(*) > 1`;
  return Number(connection.first(`SELECT count(*) FROM (${groups})`)?.[0] ?? 0);
}

/** The name that a wanted field's column has today; undefined where it is new. System fields keep theirs. */
function columnNow({ object, now }: ObjectChange, name: string): string | undefined {
  const id = object.fields[name]?.id;
  return id === undefined ? name : now.fields.find((field) => field.id === id)?.name;
}

