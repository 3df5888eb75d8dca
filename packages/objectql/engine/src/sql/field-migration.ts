import type { FieldType, ObjectDescriptor } from '@objectql/metadata';
import type { MigrationDialect, TableFacts } from './migration-dialect.ts';
import { quoteName } from './sql-text.ts';
import type { StoredField, StoredObject } from './stored-schema.ts';

/** What one difference between stored and wanted metadata asks for: statements to run, or reasons why they may not. */
export interface MigrationSteps {
  readonly statements: string[];
  readonly problems: string[];
  /** A name by which rows are read is gone, or means something else. */
  breaking: boolean;
}

/** One object's difference. `now` has the names that the table has today, `object` those that it gets. */
export interface ObjectDifference {
  readonly object: ObjectDescriptor;
  readonly now: StoredObject;
  readonly wanted: StoredObject;
}

/** The same with what is needed to carry it out. */
export interface ObjectChange extends ObjectDifference {
  readonly dialect: MigrationDialect;
  readonly facts: TableFacts;
  /** The name that an object of this name has after the migration: renamed lookup targets are no change. */
  renamed(target: string): string;
}

/** A field that the store does not hold yet: additive, unless rows would be left without a value that they must have. */
export async function addField({ object, dialect, facts }: ObjectChange, field: StoredField, steps: MigrationSteps): Promise<void> {
  const rows = field.required ? await facts.count('true') : 0;
  const literal = rows === 0 ? undefined : dialect.defaultOf(object, field.name);
  if (rows > 0 && literal === undefined) {
    steps.problems.push(`${object.name}.${field.name} is new and required, and ${records(rows)} would have no value: give it a default, or make it optional.`);
    return;
  }
  steps.statements.push(...dialect.addColumn(object, field.name, literal));
}

/** A field that the metadata no longer has: its column goes if nothing is in it, before any rename, so that its name is free. */
export async function dropField({ now, dialect, facts }: ObjectChange, field: StoredField, steps: MigrationSteps): Promise<void> {
  const filled = await facts.count(`${quoteName(field.name)} IS NOT NULL`);
  if (filled > 0) {
    steps.problems.push(
      `${now.name}.${field.name} (id ${field.id}) is gone from the metadata, and ${having(filled)} a value in it: ` +
        'keep the field, clear it first, or if it was renamed give the new field this id.',
    );
    return;
  }
  steps.breaking = true;
  steps.statements.push(`ALTER TABLE ${dialect.table(now.name)} DROP COLUMN ${quoteName(field.name)}`);
}

interface FieldDifference {
  readonly now: StoredField;
  readonly wanted: StoredField;
}

/** A field that both have, found by its id. Its rename is not looked at here: all renames come first. */
export async function changeField(change: ObjectChange, fields: FieldDifference, steps: MigrationSteps): Promise<void> {
  const { now, wanted } = fields;
  const { object, dialect, facts } = change;
  const at = `${object.name}.${wanted.name}`;
  const reason = whyIncompatible(now, wanted, change);
  if (reason !== undefined) {
    const values = await facts.count(`${quoteName(now.name)} IS NOT NULL`);
    if (values > 0) steps.problems.push(`${at} ${reason}, and ${having(values)} a value in it: keep it as it was, and give the new one another id and name.`);
    else await replaceColumn(change, wanted, steps);
    return;
  }
  await checkOptions(change, fields, steps);
  if (now.required === wanted.required) return;
  const empty = wanted.required ? await facts.count(`${quoteName(now.name)} IS NULL`) : 0;
  if (empty > 0) steps.problems.push(`${at} has become required, and ${having(empty)} no value: fill them first, or leave it optional.`);
  else if (dialect.altersNotNull) steps.statements.push(`ALTER TABLE ${dialect.table(object.name)} ALTER COLUMN ${quoteName(wanted.name)} ${wanted.required ? 'SET' : 'DROP'} NOT NULL`);
}

/** Types whose values are plain text: any of them may become text or long text. */
const plainText: ReadonlySet<FieldType> = new Set(['text', 'longText', 'select', 'autonumber', 'email', 'url']);

function whyIncompatible(now: StoredField, wanted: StoredField, change: ObjectChange): string | undefined {
  if (now.type !== wanted.type) {
    const widened = (wanted.type === 'text' || wanted.type === 'longText') && plainText.has(now.type);
    return widened ? undefined : `has changed from ${now.type} to ${wanted.type}`;
  }
  if (now.scale !== wanted.scale) return `has changed its scale from ${now.scale} to ${wanted.scale}`;
  if (now.currency !== wanted.currency) return `has changed its currency from ${now.currency} to ${wanted.currency}`;
  const target = now.target === undefined ? undefined : change.renamed(now.target);
  return target === wanted.target ? undefined : `has changed its target from ${now.target} to ${wanted.target}`;
}

/** An empty column of another type: drop and add, as rows that need a value cannot be there. */
async function replaceColumn(change: ObjectChange, field: StoredField, steps: MigrationSteps): Promise<void> {
  steps.breaking = true;
  steps.statements.push(`ALTER TABLE ${change.dialect.table(change.object.name)} DROP COLUMN ${quoteName(field.name)}`);
  await addField(change, field, steps);
}

/** An option may go when no record holds it. */
async function checkOptions({ object, dialect, facts }: ObjectChange, { now, wanted: { name, options } }: FieldDifference, steps: MigrationSteps): Promise<void> {
  if (options === undefined) return;
  const narrower = now.options === undefined || now.options.some((option) => !options.includes(option));
  const holding = narrower ? await facts.count(dialect.holdsOthers(now, options)) : 0;
  if (holding > 0) steps.problems.push(`${object.name}.${name} has lost options, and ${having(holding)} one of them: keep them, or change those records first.`);
}

function having(count: number): string {
  return `${records(count)} ${count === 1 ? 'has' : 'have'}`;
}

export function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
