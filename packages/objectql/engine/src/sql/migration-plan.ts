import type { ObjectDescriptor } from '@objectql/metadata';
import { addField, changeField, dropField, records } from './field-migration.ts';
import type { MigrationSteps, ObjectChange, ObjectDifference } from './field-migration.ts';
import type { MigrationDialect } from './migration-dialect.ts';
import { quoteName } from './sql-text.ts';
import { storedSchema } from './stored-schema.ts';
import type { StoredObject, StoredSchema } from './stored-schema.ts';
import type { WantedIndex } from './wanted-indexes.ts';

/** What the tables were made from, and what they are to hold. */
export interface MigrationTask {
  readonly stored: StoredSchema;
  readonly objects: readonly ObjectDescriptor[];
  readonly dialect: MigrationDialect;
}

/** Objects that differ from what is stored, and those that are gone: whose rows a plan looks at. */
export function differencesOf({ stored, objects, dialect }: MigrationTask): { readonly changes: readonly ObjectDifference[]; readonly gone: readonly StoredObject[] } {
  const wanted = new Map(storedSchema(objects, (object) => dialect.indexes(object)).map((object) => [object.id, object]));
  const known = new Map(stored.map((object) => [object.id, object]));
  const changes = objects.flatMap((object) => {
    const now = known.get(object.id);
    const next = wanted.get(object.id);
    return now === undefined || next === undefined || JSON.stringify(now) === JSON.stringify(next) ? [] : [{ object, now, wanted: next }];
  });
  return { changes, gone: stored.filter(({ id }) => !wanted.has(id)) };
}

/**
 * What has to be done so that the store holds these objects, or every reason why it must not be; nothing is done yet. Objects
 * and fields are told by their ids, so another name is a rename and nothing else. No table is ever rebuilt: what cannot be
 * altered in place would need a copy of the data, and is refused while there is data.
 */
export async function planMigration(task: MigrationTask): Promise<MigrationSteps> {
  const { stored, objects, dialect } = task;
  const steps: MigrationSteps = { statements: [], problems: [], breaking: false };
  const { changes: differences, gone } = differencesOf(task);
  const names = new Map(stored.map(({ id, name }) => [name, objects.find((object) => object.id === id)?.name ?? name]));
  const renamed = (target: string): string => names.get(target) ?? target;
  const changes = differences.map(({ object, now, wanted }): ObjectChange => ({ object, now, wanted, dialect, facts: dialect.facts(now.name), renamed }));
  for (const change of changes) dropIndexes(change, steps);
  for (const change of changes) await dropFields(change, steps);
  for (const object of gone) await dropObject(object, dialect, steps);
  renameAll(changes, dialect, steps);
  for (const change of changes) await changeFields(change, steps);
  const known = new Set(stored.map(({ id }) => id));
  for (const object of objects) if (!known.has(object.id)) steps.statements.push(...dialect.createTable(object), ...dialect.indexes(object).map(({ sql }) => sql));
  for (const change of changes) await createIndexes(change, steps);
  return steps;
}

async function dropObject(object: StoredObject, dialect: MigrationDialect, steps: MigrationSteps): Promise<void> {
  const rows = await dialect.facts(object.name).count('true');
  if (rows > 0) {
    steps.problems.push(
      `Object ${object.name} (id ${object.id}) is gone from the metadata, and the store holds ${records(rows)} of it: ` +
        'keep the object, delete them first, or if it was renamed give the new object this id.',
    );
  } else {
    steps.breaking = true;
    steps.statements.push(`DROP TABLE ${dialect.table(object.name)}`);
  }
}

/** Tables, then columns, each through a name that nobody has, so that two may swap theirs. */
function renameAll(changes: readonly ObjectChange[], dialect: MigrationDialect, steps: MigrationSteps): void {
  const tables = changes.filter(({ now, wanted }) => now.name !== wanted.name);
  if (tables.length > 0) steps.breaking = true;
  for (const [index, { now }] of tables.entries()) steps.statements.push(`ALTER TABLE ${dialect.table(now.name)} RENAME TO "_renamed_${index}"`);
  for (const [index, { wanted }] of tables.entries()) steps.statements.push(`ALTER TABLE ${dialect.table(`_renamed_${index}`)} RENAME TO ${quoteName(wanted.name)}`);
  for (const { now, wanted } of changes) {
    const table = dialect.table(wanted.name);
    const columns = now.fields.flatMap((field) => {
      const to = wanted.fields.find(({ id }) => id === field.id)?.name ?? field.name;
      return to === field.name ? [] : [{ from: field.name, to }];
    });
    if (columns.length > 0) steps.breaking = true;
    for (const [index, { from }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN ${quoteName(from)} TO "_renamed_${index}"`);
    for (const [index, { to }] of columns.entries()) steps.statements.push(`ALTER TABLE ${table} RENAME COLUMN "_renamed_${index}" TO ${quoteName(to)}`);
  }
}

async function dropFields(change: ObjectChange, steps: MigrationSteps): Promise<void> {
  for (const field of change.now.fields) if (!change.wanted.fields.some(({ id }) => id === field.id)) await dropField(change, field, steps);
}

async function changeFields(change: ObjectChange, steps: MigrationSteps): Promise<void> {
  for (const field of change.wanted.fields) {
    const before = change.now.fields.find(({ id }) => id === field.id);
    if (before === undefined) await addField(change, field, steps);
    else await changeField(change, { now: before, wanted: field }, steps);
  }
}

function dropIndexes(change: ObjectChange, steps: MigrationSteps): void {
  const kept = keptIndexes(change);
  for (const { name, sql } of change.now.indexes) if (!kept.has(sql)) steps.statements.push(`DROP INDEX ${change.dialect.index(name)}`);
}

/** Indexes that stay as they are: none where a column goes, comes back as another or gets another name. */
function keptIndexes({ now, wanted }: ObjectChange): ReadonlySet<string> {
  const same = now.name === wanted.name && now.fields.every((field) => wanted.fields.some(({ id, name, type }) => id === field.id && name === field.name && type === field.type));
  return new Set(same ? wanted.indexes.flatMap(({ sql }) => (now.indexes.some((index) => index.sql === sql) ? [sql] : [])) : []);
}

async function createIndexes(change: ObjectChange, steps: MigrationSteps): Promise<void> {
  const kept = keptIndexes(change);
  for (const index of change.dialect.indexes(change.object)) {
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

/** How many values of a new unique index more than one record has, in the table as it is now. */
async function duplicates(change: ObjectChange, index: WantedIndex): Promise<number> {
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
