import type { Json } from '@objectql/metadata';
import type { Actor } from './actor.ts';
import { bindingOf, collectBindings, printable } from './collect-bindings.ts';
import type { FieldExpr, TextTestExpr } from './expr.ts';
import { bindingReader, inForm } from './sql-binding.ts';
import type { BoundValue } from './sql-binding.ts';
import { standardSql } from './sql-dialect.ts';
import type { BindingDialect, SqlBinding, SqlConstant, ValueForm } from './sql-dialect.ts';

/** What a statement of SQLite can be given. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/**
 * SQLite's spelling. Values are stored so: text and what is kept as text TEXT (BINARY collation), integer INTEGER, decimal
 * and money INTEGER units of their scale, boolean INTEGER 0 or 1, date and datetime canonical TEXT, multiSelect and json
 * JSON TEXT. Placeholders are `?1`, `?2` ... in the order of `bindings`.
 */
export function sqliteDialect(options: { column(field: FieldExpr): string }): BindingDialect {
  const { bindings, bind } = collectBindings((place) => `?${place}`);
  const constant = (value: SqlConstant, form: ValueForm): string => spelled(value, form) ?? bind(bindingOf(value, form));
  return {
    ...standardSql,
    bindings,
    bind,
    column: (field) => options.column(field),
    constant,
    boolean: (value) => (value ? '1' : '0'),
    same: (left, right) => `${left} IS ${right}`,
    differs: (left, right) => `${left} IS NOT ${right}`,
    textTest: (op, left, right) => textTest(op, left, right, constant),
    holds: (list, text) => `EXISTS (SELECT 1 FROM json_each(${list}) WHERE value = ${text})`,
    among: (text, list) => `${text} IN (SELECT value FROM json_each(${list}))`,
  };
}

/** Reads a binding's value in the form that SQLite takes; made once per statement. */
export function sqliteBinder(binding: SqlBinding): (args: readonly Json[], actor: Actor) => SqliteValue {
  const read = bindingReader(binding);
  return (args, actor) => sqliteValue(read(args, actor));
}

/** A blob comes after all text in SQLite's order. */
const afterAllText = new Uint8Array([0]);

function sqliteValue(value: BoundValue): SqliteValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined ? afterAllText : value;
}

/** A literal in the statement's text, so that the query planner sees it; undefined where it has to be bound. */
function spelled(constant: SqlConstant, form: ValueForm): string | undefined {
  if (constant.kind !== 'literal') return undefined;
  const value = inForm(constant.value, form);
  if (value === undefined) return "x'00'";
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'string') return String(value);
  return printable.test(value) ? `'${value.replaceAll("'", "''")}'` : undefined;
}

/** LIKE ignores case and knows wildcards, so these are a range of text, `instr` and `substr`. */
function textTest(op: TextTestExpr['op'], left: string, right: string | SqlConstant, constant: BindingDialect['constant']): string {
  const text: ValueForm = { type: 'text' };
  const part = typeof right === 'string' ? right : constant(right, text);
  if (op === 'contains') return `instr(${left}, ${part}) > 0`;
  if (op === 'endsWith') return `substr(${left}, length(${left}) - length(${part}) + 1) = ${part}`;
  if (typeof right === 'string') return `substr(${left}, 1, length(${part})) = ${part}`;
  return `(${left} >= ${part} AND ${left} < ${constant(right, { ...text, prefixEnd: true })})`;
}
