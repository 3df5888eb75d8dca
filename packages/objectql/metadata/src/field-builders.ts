import type { FieldType, SelectOption } from './field-descriptor.ts';
import type { Field } from './field.ts';
import type { Json } from './json.ts';

/** What every builder takes. `R`, `D` and `W` keep the literals, for the types of records and inputs. */
export interface FieldOptions<R extends boolean, D, W extends boolean> {
  /** Stable identity; keep it when you rename the field. `<object>.<field>` unless given. */
  readonly id?: string;
  readonly label?: string;
  readonly description?: string;
  readonly required?: R;
  readonly unique?: boolean;
  readonly index?: boolean;
  readonly default?: D;
  readonly readOnly?: W;
}
interface TextOptions {
  readonly min?: number;
  readonly max?: number;
}
interface DecimalOptions {
  /** Digits after the point; 2 unless said. */
  readonly scale?: number;
  readonly min?: string | number;
  readonly max?: string | number;
}
interface MoneyOptions extends DecimalOptions {
  /** ISO 4217, such as `USD`; its minor unit is the scale unless `scale` is given. */
  readonly currency: string;
}
interface LookupOptions {
  readonly optional?: boolean;
  readonly onDelete?: 'restrict';
  readonly unreadable?: 'id';
}

type Given<R, D, W> = W extends true ? 'never' : R extends true ? ([D] extends [never] ? 'must' : 'may') : 'may';

/** The field type that a builder returns: value read, value given, and what the options say. */
export type Made<V, I, R extends boolean, D, W extends boolean, Target extends string = never> = Field<{
  readonly value: V;
  readonly input: I;
  readonly required: R;
  readonly given: Given<R, D, W>;
  readonly target: Target;
}>;

type Choice = string | SelectOption;
/** The values that a list of options allows, as a union of literals. */
export type ChoiceOf<O extends readonly Choice[]> = O[number] extends infer C ? (C extends SelectOption ? C['value'] : C) : never;

function make(type: FieldType, ...parts: readonly (object | undefined)[]): { readonly type: FieldType } {
  return Object.assign({ type }, ...parts) as { readonly type: FieldType };
}

function text<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: TextOptions & FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('text', options);
}

function longText<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: { readonly max?: number } & FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('longText', options);
}

function integer<R extends boolean = false, D extends number = never, W extends boolean = false>(
  options?: TextOptions & FieldOptions<R, D, W>,
): Made<number, number, R, D, W> {
  return make('integer', options);
}

function decimal<R extends boolean = false, D extends string | number = never, W extends boolean = false>(
  options?: DecimalOptions & FieldOptions<R, D, W>,
): Made<string, string | number, R, D, W> {
  return make('decimal', options);
}

function money<R extends boolean = false, D extends string | number = never, W extends boolean = false>(
  options: MoneyOptions & FieldOptions<R, D, W>,
): Made<string, string | number, R, D, W> {
  return make('money', options);
}

function boolean<R extends boolean = false, D extends boolean = never, W extends boolean = false>(
  options?: FieldOptions<R, D, W>,
): Made<boolean, boolean, R, D, W> {
  return make('boolean', options);
}

function date<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('date', options);
}

function datetime<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('datetime', options);
}

function select<const O extends readonly Choice[], R extends boolean = false, D extends ChoiceOf<O> = never, W extends boolean = false>(
  options: O,
  more?: FieldOptions<R, D, W>,
): Made<ChoiceOf<O>, ChoiceOf<O>, R, D, W> {
  return make('select', { options }, more);
}

function multiSelect<
  const O extends readonly Choice[],
  R extends boolean = false,
  D extends readonly ChoiceOf<O>[] = never,
  W extends boolean = false,
>(
  options?: O,
  more?: FieldOptions<R, D, W>,
): Made<readonly ChoiceOf<O>[], readonly ChoiceOf<O>[], R, D, W> {
  return make('multiSelect', options && { options }, more);
}

function lookup<const T extends string, R extends boolean = false, W extends boolean = false>(
  object: T,
  options?: LookupOptions & Omit<FieldOptions<R, never, W>, 'default'>,
): Made<string, string, R, never, W, T> {
  return make('lookup', { object }, options);
}

function autonumber(
  format: string,
  options?: Pick<FieldOptions<true, never, true>, 'id' | 'label' | 'description'>,
): Made<string, never, true, never, true> {
  return make('autonumber', { format }, options);
}

function email<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('email', options);
}

function url<R extends boolean = false, D extends string = never, W extends boolean = false>(
  options?: FieldOptions<R, D, W>,
): Made<string, string, R, D, W> {
  return make('url', options);
}

function json<R extends boolean = false, D extends Json = never, W extends boolean = false>(
  options?: Omit<FieldOptions<R, D, W>, 'unique' | 'index'>,
): Made<Json, Json, R, D, W> {
  return make('json', options);
}

/** Builders of fields: each returns plain data, and carries the types that records and inputs are inferred from. */
export const f = {
  text, longText, integer, decimal, money, boolean, date, datetime, select, multiSelect, lookup, autonumber, email, url, json,
} as const;
