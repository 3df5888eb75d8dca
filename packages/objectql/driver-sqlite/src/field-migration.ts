import { quoteName, quoteText } from '@objectql/engine/sql';
import type { FieldType, ObjectDescriptor } from '@objectql/metadata';
import type { Connection, SqliteTraits } from './connection.ts';
import type { StoredField, StoredObject } from './stored-schema.ts';
import { columnSql, layoutOf } from './table-layout.ts';
import type { Column } from './table-layout.ts';

/** What one difference between stored and wanted metadata asks for: statements to run, or reasons why they may not. */
export interface MigrationSteps {
  readonly statements: string[];
  readonly problems: string[];
  /** A name by which rows are read is gone, or means something else. */
  breaking: boolean;
}

/** Counts over a table as it is now. */
export interface TableFacts {
  readonly rows: number;
  /** Rows for which the condition is true. */
  count(condition: string): number;
}

export function factsOf(connection: Connection, table: string): TableFacts {
  const count = (condition: string): number => Number(connection.first(`SELECT count(*) FROM ${quoteName(table)} WHERE ${condition}`)?.[0] ?? 0);
  return { rows: count('true'), count };
}

/** One object's difference, field by field. `now` has the names that the table has today, `object` those that it gets. */
export interface ObjectChange {
  readonly object: ObjectDescriptor;
  readonly now: StoredObject;
  readonly wanted: StoredObject;
  readonly facts: TableFacts;
  readonly traits: SqliteTraits;
  /** The name that an object of this name has after the migration: renamed lookup targets are no change. */
  renamed(target: string): string;
}

/** A field that the store does not hold yet: additive, unless rows would be left without a value that they must have. */
export function addField(change: ObjectChange, field: StoredField, steps: MigrationSteps): void {
  const { object, facts, traits } = change;
  const layout = layoutOf(object);
  const column = layout.column(field.name);
  if (!field.required || facts.rows === 0) {
    steps.statements.push(`ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(column, traits)}`);
    return;
  }
  const literal = defaultLiteral(column);
  if (literal === undefined) {
    steps.problems.push(`${object.name}.${field.name} is new and required, and ${records(facts.rows)} would have no value: give it a default, or make it optional.`);
    return;
  }
  steps.statements.push(`ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(column, traits)} DEFAULT ${literal}`);
}

/** A field that the metadata no longer has: its column goes if nothing is in it, before any rename, so that its name is free. */
export function dropField(change: ObjectChange, field: StoredField, steps: MigrationSteps): void {
  const filled = change.facts.count(`${quoteName(field.name)} IS NOT NULL`);
  if (filled > 0) {
    steps.problems.push(
      `${change.now.name}.${field.name} (id ${field.id}) is gone from the metadata, and ${having(filled)} a value in it: ` +
        'keep the field, clear it first, or if it was renamed give the new field this id.',
    );
    return;
  }
  steps.breaking = true;
  steps.statements.push(`ALTER TABLE ${quoteName(change.now.name)} DROP COLUMN ${quoteName(field.name)}`);
}

/** A field that both have, found by its id. Its rename is not looked at here: all renames come first. */
export function changeField(change: ObjectChange, fields: { readonly now: StoredField; readonly wanted: StoredField }, steps: MigrationSteps): void {
  const { now, wanted } = fields;
  const at = `${change.object.name}.${wanted.name}`;
  const filled = `${quoteName(now.name)} IS NOT NULL`;
  const reason = whyIncompatible(now, wanted, change);
  if (reason !== undefined) {
    const values = change.facts.count(filled);
    if (values > 0) steps.problems.push(`${at} ${reason}, and ${having(values)} a value in it: keep it as it was, and give the new one another id and name.`);
    else replaceColumn(change, wanted, steps);
    return;
  }
  checkOptions(change, fields, steps);
  if (now.required === wanted.required) return;
  const empty = wanted.required ? change.facts.count(`${quoteName(now.name)} IS NULL`) : 0;
  if (empty > 0) {
    steps.problems.push(`${at} has become required, and ${having(empty)} no value: fill them first, or leave it optional.`);
    return;
  }
  if (!change.traits.altersNotNull) return;
  steps.statements.push(`ALTER TABLE ${quoteName(change.object.name)} ALTER COLUMN ${quoteName(wanted.name)} ${wanted.required ? 'SET' : 'DROP'} NOT NULL`);
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
function replaceColumn(change: ObjectChange, field: StoredField, steps: MigrationSteps): void {
  steps.breaking = true;
  steps.statements.push(`ALTER TABLE ${quoteName(change.object.name)} DROP COLUMN ${quoteName(field.name)}`);
  addField(change, field, steps);
}

/** An option may go when no record holds it. */
function checkOptions(change: ObjectChange, fields: { readonly now: StoredField; readonly wanted: StoredField }, steps: MigrationSteps): void {
  const { now, wanted } = fields;
  if (wanted.options === undefined) return;
  const kept = wanted.options.map(quoteText).join(', ');
  const column = quoteName(now.name);
  const lost = now.type === 'multiSelect'
    ? `EXISTS (SELECT 1 FROM json_each(${column}) WHERE value NOT IN (${kept}))`
    : `${column} NOT IN (${kept})`;
  const narrower = now.options === undefined || now.options.some((option) => !wanted.options?.includes(option));
  const holding = narrower ? change.facts.count(lost) : 0;
  if (holding > 0) steps.problems.push(`${change.object.name}.${wanted.name} has lost options, and ${having(holding)} one of them: keep them, or change those records first.`);
}

function defaultLiteral(column: Column): string | undefined {
  const value = column.field.default ?? null;
  if (value === null) return undefined;
  const stored = column.encode(value);
  return typeof stored === 'string' ? quoteText(stored) : String(stored);
}

function having(count: number): string {
  return `${records(count)} ${count === 1 ? 'has' : 'have'}`;
}

export function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
