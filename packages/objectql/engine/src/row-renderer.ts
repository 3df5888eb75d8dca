import { compilePredicate, isFalse, isTrue } from '@objectql/expression';
import type { Actor, Expr, Related } from '@objectql/expression';
import type { FieldType, Json, Row } from '@objectql/metadata';
import { jsonText } from './json-text.ts';
import type { ReadColumn } from './read-plan.ts';

/** A row as JSON text, exactly as a driver answers it under a plan with these columns. */
export type RowRenderer = (row: Row, actor: Actor, related: Related) => string;

type Visible = (row: Row, actor: Actor, related: Related) => boolean;
type ValueWriter = (value: Json, actor: Actor, related: Related) => string;

interface Column {
  readonly name: string;
  /** `"name":`, with the comma before it. */
  readonly label: string;
  /** Null: in every row. */
  readonly visible: Visible | null;
  readonly write: ValueWriter;
}

/** Compiles a plan's columns to closures: the answer of a write is rendered from the row that it left, without a read. */
export function rowRenderer(columns: readonly ReadColumn[]): RowRenderer {
  const compiled = columns.map(compileColumn);
  return (row, actor, related) => {
    let text = '{';
    let masked = '';
    for (const { name, label, visible, write } of compiled) {
      text += label;
      const value = row[name] ?? null;
      if (visible === null || visible(row, actor, related)) text += value === null ? 'null' : write(value, actor, related);
      else {
        text += 'null';
        masked += masked === '' ? JSON.stringify(name) : `,${JSON.stringify(name)}`;
      }
    }
    if (masked !== '') text += compiled.length > 0 ? `,"_masked":[${masked}]` : `"_masked":[${masked}]`;
    return `${text}}`;
  };
}

function compileColumn(column: ReadColumn, index: number): Column {
  const { name, mask } = column;
  return {
    name,
    label: `${index === 0 ? '' : ','}${JSON.stringify(name)}:`,
    visible: isTrue(mask) ? null : visibleWhere(mask),
    write: writerOf(column),
  };
}

function visibleWhere(expr: Expr): Visible {
  const predicate = compilePredicate(expr);
  return (row, actor, related) => predicate(row, actor, [], related);
}

function writerOf({ field, target, expand }: ReadColumn): ValueWriter {
  if (expand !== undefined) {
    const render = rowRenderer(expand.columns);
    return throughTarget(expand, (row, _id, actor, related) => render(row, actor, related));
  }
  const plain = plainWriters[field.type];
  return target === undefined ? plain : throughTarget(target, (_row, id) => JSON.stringify(id));
}

type TargetWriter = (row: Row, id: string, actor: Actor, related: Related) => string;

/** Writes what a lookup leads to, or null where that record is not readable. */
function throughTarget({ object, rows }: NonNullable<ReadColumn['target']>, write: TargetWriter): ValueWriter {
  if (isFalse(rows)) return () => 'null';
  const readable = visibleWhere(rows);
  return (id, actor, related) => {
    if (typeof id !== 'string') return 'null';
    const row = related(object.name, id);
    return row !== null && readable(row, actor, related) ? write(row, id, actor, related) : 'null';
  };
}

const asItIs: ValueWriter = (value) => `${value as string | number | boolean}`;
const quoted: ValueWriter = (value) => `"${value as string}"`;
const escaped: ValueWriter = (value) => (typeof value === 'string' ? jsonText(value) : JSON.stringify(value));

/** Types whose text never holds what JSON escapes are written as they are. */
const plainWriters: Readonly<Record<FieldType, ValueWriter>> = {
  integer: asItIs, boolean: asItIs,
  decimal: quoted, money: quoted, date: quoted, datetime: quoted,
  text: escaped, longText: escaped, select: escaped, multiSelect: escaped, lookup: escaped, autonumber: escaped,
  email: escaped, url: escaped, json: escaped,
};
