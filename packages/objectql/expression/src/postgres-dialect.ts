import type { Json } from '@objectql/metadata';
import type { Actor } from './actor.ts';
import { bindingOf, collectBindings, printable } from './collect-bindings.ts';
import type { CompareExpr, ExprType, FieldExpr, TextTestExpr } from './expr.ts';
import { bindingReader, inForm } from './sql-binding.ts';
import type { BoundValue } from './sql-binding.ts';
import { standardSql } from './sql-dialect.ts';
import type { BindingDialect, SqlBinding, SqlConstant, ValueForm } from './sql-dialect.ts';

/**
 * PostgreSQL's spelling, for version 14 and newer and databases in UTF-8. Values are stored so: text and what is kept as
 * text `text COLLATE "C"`, integer, decimal and money `bigint` units of their scale, boolean `boolean`, date and datetime
 * canonical text, multiSelect `text[]`, json JSON text. Placeholders are `$1`, `$2` ... with their types spelled out, so that
 * nothing is left for the server to guess; values are given as text. `before` of them come first and stand for something else.
 */
export function postgresDialect(options: { column(field: FieldExpr): string }, before = 0): BindingDialect {
  const { bindings, bind } = collectBindings((place, { form }) => `$${place + before}::${sqlTypes[form.type]}`);
  const constant = (value: SqlConstant, form: ValueForm): string => spelled(value, form) ?? bind(bindingOf(value, form));
  return {
    ...standardSql,
    bindings,
    bind,
    column: (field) => options.column(field),
    constant,
    compare,
    scaleUp: (units, digits) => (digits === 0 ? units : `(${units}::numeric * ${10n ** BigInt(digits)})`),
    textTest: (op, left, right) => textTest(op, left, right, constant),
    holds: (list, text) => `COALESCE(${text} = ANY (${list}), FALSE)`,
    // A caller without the attribute has no list, and in no list is nothing.
    among: (text, list) => `${text} = ANY (COALESCE(${list}, '{}'))`,
  };
}

const sqlTypes: Readonly<Record<ExprType, string>> = {
  text: 'text', date: 'text', datetime: 'text', json: 'text', null: 'text',
  integer: 'bigint', decimal: 'bigint', boolean: 'boolean', texts: 'text[]',
};

/** Reads a binding's value as the text that PostgreSQL takes; made once per statement. */
export function postgresBinder(binding: SqlBinding): (args: readonly Json[], actor: Actor) => string | null {
  const read = bindingReader(binding);
  if (binding.form.type === 'texts') return (args, actor) => arrayOf(read(args, actor));
  return (args, actor) => postgresValue(read(args, actor));
}

/** A noncharacter, in the place of NUL: PostgreSQL refuses a text with one, and no text that it stores has one. */
const inPlaceOfNul = '\u{10FFFE}';

/** The end of a prefix that has none is null: see `textTest`. */
function postgresValue(value: BoundValue): string | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  return text.includes('\0') ? text.replaceAll('\0', inPlaceOfNul) : text;
}

const arrays = new Map<string, string>();
const arraysKept = 1000;

/** A JSON list of texts as an array literal. Callers' roles come again and again, so what they make is kept. */
function arrayOf(value: BoundValue): string | null {
  if (typeof value !== 'string') return null;
  let array = arrays.get(value);
  if (array === undefined) {
    if (arrays.size >= arraysKept) arrays.clear();
    arrays.set(value, (array = textArray(JSON.parse(value) as readonly string[])));
  }
  return array;
}

/** Texts as PostgreSQL reads an array of them; null stays null. */
export function textArray(texts: readonly (string | null)[]): string {
  let array = '{';
  for (const text of texts) {
    if (array.length > 1) array += ',';
    array += text === null ? 'NULL' : `"${/["\\]/u.test(text) ? text.replaceAll(/["\\]/gu, String.raw`\$&`) : text}"`;
  }
  return `${array}}`;
}

/** Numbers and truth values are spelled out, and texts that need no escape; the rest is bound. */
function spelled(constant: SqlConstant, form: ValueForm): string | undefined {
  if (constant.kind !== 'literal' || form.type === 'texts') return undefined;
  const value = inForm(constant.value, form);
  if (value === undefined || value === null) return `NULL::${sqlTypes[form.type]}`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value !== 'string') return `${value}::bigint`;
  return printable.test(value) ? quoted(value) : undefined;
}

/** An escape string where a backslash is in it, so that no setting of the server changes what is read. */
function quoted(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', String.raw`\\`)}'` : `'${doubled}'`;
}

/** Where neither side is a column, its collation would be the database's. */
function compare(left: string, op: CompareExpr['op'], right: string, type: ExprType): string {
  const ordered = op !== '==' && op !== '!=' && type !== 'integer' && type !== 'decimal' && type !== 'boolean';
  return standardSql.compare(left, op, ordered ? `${right} COLLATE "C"` : right);
}

/**
 * LIKE knows wildcards, so these are a range of text, `strpos` and `right`. A prefix that no text comes after has null for an
 * end; where it has one, the planner knows it when it plans for these values, and the range is one of an index.
 */
function textTest(op: TextTestExpr['op'], left: string, right: string | SqlConstant, constant: BindingDialect['constant']): string {
  const text: ValueForm = { type: 'text' };
  const part = typeof right === 'string' ? right : constant(right, text);
  if (op === 'contains') return `strpos(${left}, ${part}) > 0`;
  if (op === 'endsWith') return `right(${left}, length(${part})) = ${part}`;
  if (typeof right === 'string') return `starts_with(${left}, ${part})`;
  const end = constant(right, { ...text, prefixEnd: true });
  return `(${left} >= ${part} COLLATE "C" AND (${left} < ${end} COLLATE "C" OR ${end} IS NULL))`;
}
