import type { FieldType, ObjectDescriptor } from '@objectql/metadata';
import { quoteName, quoteText } from '@objectql/engine/sql';
import type { StoredField, StoredObject } from './stored-schema.ts';
import { columnSql } from './table-layout.ts';
import type { Column, TableLayout } from './table-layout.ts';

/** What one difference between stored and wanted metadata asks for: statements to run, or reasons why they may not. */
export interface MigrationSteps {
  readonly statements: string[];
  readonly problems: string[];
  /** A name by which rows are read is gone, or means something else. */
  breaking: boolean;
}

/** Counts over a table as it is now, whoever its rows belong to. */
export interface TableFacts {
  /** Rows for which the condition is true. */
  count(condition: string): Promise<number>;
  /** Combinations of these columns' values, none of them null, that more than one row of a tenant has. */
  duplicates(columns: readonly string[]): Promise<number>;
}

/** One object's difference. `now` has the names that the table has today, `object` those that it gets. */
export interface ObjectChange {
  readonly object: ObjectDescriptor;
  readonly layout: TableLayout;
  readonly now: StoredObject;
  readonly wanted: StoredObject;
  /** The table under the name that it has today. */
  readonly table: string;
  readonly facts: TableFacts;
  /** The name that an object of this name has after the migration: renamed lookup targets are no change. */
  renamed(target: string): string;
}

/** A field that the store does not hold yet: additive, unless rows would be left without a value that they must have. */
export async function addField({ object, layout, facts }: ObjectChange, field: StoredField, steps: MigrationSteps): Promise<void> {
  const column = layout.column(field.name);
  const rows = field.required ? await facts.count('true') : 0;
  if (rows === 0) {
    steps.statements.push(`ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(column)}`);
    return;
  }
  const literal = defaultLiteral(column);
  if (literal === undefined) {
    steps.problems.push(`${object.name}.${field.name} is new and required, and ${records(rows)} would have no value: give it a default, or make it optional.`);
    return;
  }
  steps.statements.push(`ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(column)} DEFAULT ${literal}`, `ALTER TABLE ${layout.table} ALTER COLUMN ${column.sql} DROP DEFAULT`);
}

/** A field that the metadata no longer has: its column goes if nothing is in it, before any rename, so that its name is free. */
export async function dropField({ now, table, facts }: ObjectChange, field: StoredField, steps: MigrationSteps): Promise<void> {
  const filled = await facts.count(`${quoteName(field.name)} IS NOT NULL`);
  if (filled > 0) {
    steps.problems.push(
      `${now.name}.${field.name} (id ${field.id}) is gone from the metadata, and ${having(filled)} a value in it: ` +
        'keep the field, clear it first, or if it was renamed give the new field this id.',
    );
    return;
  }
  steps.breaking = true;
  steps.statements.push(`ALTER TABLE ${table} DROP COLUMN ${quoteName(field.name)}`);
}

/** A field that both have, found by its id. Its rename is not looked at here: all renames come first. */
export async function changeField(change: ObjectChange, fields: { readonly now: StoredField; readonly wanted: StoredField }, steps: MigrationSteps): Promise<void> {
  const { now, wanted } = fields;
  const { facts, layout } = change;
  const at = `${change.object.name}.${wanted.name}`;
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
  if (empty > 0) {
    steps.problems.push(`${at} has become required, and ${having(empty)} no value: fill them first, or leave it optional.`);
    return;
  }
  steps.statements.push(`ALTER TABLE ${layout.table} ALTER COLUMN ${quoteName(wanted.name)} ${wanted.required ? 'SET' : 'DROP'} NOT NULL`);
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
  steps.statements.push(`ALTER TABLE ${change.layout.table} DROP COLUMN ${quoteName(field.name)}`);
  await addField(change, field, steps);
}

/** An option may go when no record holds it. */
async function checkOptions({ object, facts }: ObjectChange, { now, wanted }: { readonly now: StoredField; readonly wanted: StoredField }, steps: MigrationSteps): Promise<void> {
  if (wanted.options === undefined) return;
  const narrower = now.options === undefined || now.options.some((option) => !wanted.options?.includes(option));
  if (!narrower) return;
  const kept = `ARRAY[${wanted.options.map(quoteText).join(', ')}]::text[]`;
  const column = quoteName(now.name);
  const holding = await facts.count(now.type === 'multiSelect' ? `NOT (${column} <@ ${kept})` : `NOT (${column} = ANY (${kept}))`);
  if (holding > 0) steps.problems.push(`${object.name}.${wanted.name} has lost options, and ${having(holding)} one of them: keep them, or change those records first.`);
}

function defaultLiteral(column: Column): string | undefined {
  const stored = column.encode(column.field.default ?? null);
  return stored === null ? undefined : quoteText(stored);
}

function having(count: number): string {
  return `${records(count)} ${count === 1 ? 'has' : 'have'}`;
}

export function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
