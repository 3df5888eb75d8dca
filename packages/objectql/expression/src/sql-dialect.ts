import type { Json } from '@objectql/metadata';
import type { Rounding } from './decimal.ts';
import type { CompareExpr, ExprType, FieldExpr, TextTestExpr } from './expr.ts';

/** The form in which a value is given to a statement, beside what it is compared with. */
export interface ValueForm {
  readonly type: ExprType;
  /** Of a number: it is given as a whole number of units, this many digits after the point. */
  readonly scale?: number;
  /** Of a number with more digits than `scale`: which units stand for it (see `roundedUnits`). */
  readonly rounding?: Rounding;
  /** Not the text itself but the first text after all that start with it (see `prefixEnd`). */
  readonly prefixEnd?: true;
}

/** A value that is given anew to each execution of a statement. */
export type SqlBinding =
  | { readonly kind: 'param'; readonly index: number; readonly form: ValueForm }
  | { readonly kind: 'actor'; readonly name: string; readonly form: ValueForm }
  | { readonly kind: 'literal'; readonly value: Json; readonly form: ValueForm };

/** A value that is the same for every row. */
export type SqlConstant =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'param'; readonly index: number }
  | { readonly kind: 'actor'; readonly name: string };

/**
 * How one database spells what `sqlOf` needs. All of it is total: no operand makes it raise. Text is ordered by code
 * point, comparisons yield true, false or null, and null in gives null out where nothing else is said.
 */
export interface SqlDialect {
  /** The column of a field, of the record or (with `via`) of the record that a lookup leads to: null where there is none. */
  column(field: FieldExpr): string;
  /** A constant in that form: spelled out, or a placeholder whose binding the dialect collects. */
  constant(constant: SqlConstant, form: ValueForm): string;
  boolean(value: boolean): string;
  /** `left` and `right` are the same or both null; never null. */
  same(left: string, right: string): string;
  /** The opposite of `same`. */
  differs(left: string, right: string): string;
  compare(left: string, op: CompareExpr['op'], right: string, type: ExprType): string;
  /** Units times 10^digits; may lose digits only where the result is out of the range of stored values. */
  readonly scaleUp: (units: string, digits: number) => string;
  /** `right` spelled out, or as a constant to be given in any form. */
  textTest(op: TextTestExpr['op'], left: string, right: string | SqlConstant): string;
  /** Whether a list of texts (a column, or a constant) holds the text; never null, false where either is null. */
  holds(list: string, text: string): string;
  /** The same where the list is a constant: the spelling that finds rows by an index on `text`; may be null where `text` is. */
  among(text: string, list: string): string;
}

/** A dialect that collects what its placeholders stand for. */
export interface BindingDialect extends SqlDialect {
  /** In the order of the placeholders; grows as expressions are written. Equal bindings share a placeholder. */
  readonly bindings: readonly SqlBinding[];
  /** The placeholder of a binding. */
  bind(binding: SqlBinding): string;
}

/** What SQLite and PostgreSQL spell alike. */
export const standardSql = {
  boolean: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
  same: (left: string, right: string) => `${left} IS NOT DISTINCT FROM ${right}`,
  differs: (left: string, right: string) => `${left} IS DISTINCT FROM ${right}`,
  compare: (left: string, op: CompareExpr['op'], right: string) => `${left} ${sqlOperators[op]} ${right}`,
  scaleUp: (units: string, digits: number) => (digits === 0 ? units : `(${units} * ${10n ** BigInt(digits)})`),
} as const;

const sqlOperators = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
