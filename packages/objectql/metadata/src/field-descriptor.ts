import type { Json } from './json.ts';
import type { Source } from './source.ts';

/**
 * What every field says, whatever its type. Absent means no: only what differs from the default is written, so that
 * descriptors stay small and canonical.
 */
export interface FieldCommon {
  /** Stable identity, `<object>.<field>` unless the author gives one; a renamed field keeps its id and its data. */
  readonly id: string;
  readonly label?: string;
  readonly description?: string;
  /** Never null, and no empty text: a create must give it (or `default` does), an update may not clear it. */
  readonly required?: true;
  /** At most one record of a tenant holds a given value; null is never a duplicate. */
  readonly unique?: true;
  readonly index?: true;
  /** Value of a create that leaves the field out. */
  readonly default?: Json;
  /** Written by operations (flow events, actions, the system) only, never by a caller's create or update. */
  readonly readOnly?: true;
  readonly source?: Source;
}

/** Up to `max` characters (code points; 255 unless said) on one line. */
export interface TextField extends FieldCommon {
  readonly type: 'text';
  readonly min?: number;
  readonly max?: number;
}
/** Text of many lines, up to `max` characters (100,000 unless said). */
export interface LongTextField extends FieldCommon {
  readonly type: 'longText';
  readonly max?: number;
}
/** A whole number within +-(2^53 - 1). */
export interface IntegerField extends FieldCommon {
  readonly type: 'integer';
  readonly min?: number;
  readonly max?: number;
}
/** An exact decimal: `scale` digits after the point, at most 18 digits in all. JSON form is a string with all its digits. */
export interface DecimalField extends FieldCommon {
  readonly type: 'decimal';
  readonly scale: number;
  readonly min?: string;
  readonly max?: string;
}
/** An exact amount in one currency (ISO 4217); the same arithmetic and JSON form as `decimal`. */
export interface MoneyField extends FieldCommon {
  readonly type: 'money';
  readonly currency: string;
  readonly scale: number;
  readonly min?: string;
  readonly max?: string;
}
export interface BooleanField extends FieldCommon {
  readonly type: 'boolean';
}
/** `YYYY-MM-DD`. */
export interface DateField extends FieldCommon {
  readonly type: 'date';
}
/** UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`; other ISO 8601 offsets are accepted and converted. */
export interface DatetimeField extends FieldCommon {
  readonly type: 'datetime';
}
/** One of `options`. */
export interface SelectField extends FieldCommon {
  readonly type: 'select';
  readonly options: readonly SelectOption[];
}
/** A set of `options` in their declared order, each at most once; without options, any distinct non-empty strings. JSON form is an array. */
export interface MultiSelectField extends FieldCommon {
  readonly type: 'multiSelect';
  readonly options?: readonly SelectOption[];
}
export interface SelectOption {
  readonly value: string;
  readonly label?: string;
}
/** The id of a record of `object`. */
export interface LookupField extends FieldCommon {
  readonly type: 'lookup';
  readonly object: string;
  /** The target object need not be loaded; then the field accepts null only. */
  readonly optional?: true;
  /** What a delete of the target does; `restrict` refuses it while a record refers to it. */
  readonly onDelete: 'restrict';
  /** What a reader sees who may not see the target record: null (the default), or its bare id. */
  readonly unreadable?: 'id';
}
/** Given by the store at commit, gap-free per tenant: `EXP-{0000}` makes EXP-0001, EXP-0002 ... */
export interface AutonumberField extends FieldCommon {
  readonly type: 'autonumber';
  readonly format: string;
}
/** An e-mail address, kept as written. */
export interface EmailField extends FieldCommon {
  readonly type: 'email';
}
/** An absolute http or https address. */
export interface UrlField extends FieldCommon {
  readonly type: 'url';
}
/** Any JSON value, up to 64 KiB as text. Not filterable, not sortable. */
export interface JsonField extends FieldCommon {
  readonly type: 'json';
}

/** A field, as plain data. The map key that holds it is its name. */
export type FieldDescriptor =
  | TextField
  | LongTextField
  | IntegerField
  | DecimalField
  | MoneyField
  | BooleanField
  | DateField
  | DatetimeField
  | SelectField
  | MultiSelectField
  | LookupField
  | AutonumberField
  | EmailField
  | UrlField
  | JsonField;

export type FieldType = FieldDescriptor['type'];
