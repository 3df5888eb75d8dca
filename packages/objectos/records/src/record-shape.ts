import { compilePredicate, parseExpression } from '@objectql/expression';
import type { Predicate } from '@objectql/expression';
import { fieldNamesOf } from '@objectql/metadata';
import type { Json, LookupField, ObjectDescriptor, Row, ValidationRule } from '@objectql/metadata';
import { fault } from './errors.ts';

/** The field that the object's flow alone writes. */
export interface StateField {
  readonly field: string;
  readonly flow: string;
  readonly initialState: string;
}

/** A validation rule, ready to be asked of a row. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly holds: Predicate;
}

/** Who makes a record, when, and under which id. */
export interface Origin {
  readonly id: string;
  readonly at: string;
  readonly by: string;
}

/** What every record of one object has in common, whoever writes it. */
export class RecordShape {
  readonly object: ObjectDescriptor;
  readonly state: StateField | undefined;
  /** With the field's name. */
  readonly lookups: readonly (readonly [name: string, field: LookupField])[];
  /** Fields that may not be null and that the store does not number itself. */
  readonly required: readonly string[];
  /** A record of which nothing was given, with every field in the order in which records show them. */
  readonly #blank: Row;
  readonly #names: readonly string[];
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  #rules: readonly CompiledRule[] | undefined;

  constructor(object: ObjectDescriptor, objects: ReadonlyMap<string, ObjectDescriptor>, state: StateField | undefined) {
    const fields = Object.entries(object.fields);
    this.object = object;
    this.state = state;
    this.lookups = fields.flatMap(([name, field]) => (field.type === 'lookup' ? [[name, field] as const] : []));
    this.required = fields.filter(([, field]) => field.required === true && field.type !== 'autonumber').map(([name]) => name);
    this.#blank = Object.fromEntries(fieldNamesOf(object).map((name): [string, Json] => [name, name === state?.field ? state.initialState : object.fields[name]?.default ?? null]));
    this.#names = Object.keys(object.fields);
    this.#objects = objects;
  }

  /**
   * The complete row of a new record: what was given, elsewhere defaults, the flow's initial state, or null. A field given as
   * null stays null. System fields are those that the store will set.
   */
  complete(given: Row, { id, at, by }: Origin): Row {
    // One spread is copied as a whole, a second one member by member: four times the time.
    const row: Record<string, Json> = { ...this.#blank, id, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by, revision: 1 };
    for (const name of this.#names) {
      const value = given[name];
      if (value !== undefined) row[name] = value;
    }
    return row;
  }

  /** Every field that takes part in a unique index which begins with this one: what a message about it may name. */
  uniqueWith(field: string): readonly string[] {
    const indexes = this.object.indexes.filter(({ unique, fields: [first] }) => unique === true && first?.replace(/^-/u, '') === field);
    return [field, ...indexes.flatMap(({ fields }) => fields.map((name) => name.replace(/^-/u, '')))];
  }

  /** Compiled on first use; the start has reported rules that cannot be read. */
  get rules(): readonly CompiledRule[] {
    this.#rules ??= this.object.rules.map((rule) => {
      const parsed = parseExpression(rule.holds, { object: this.object, objects: this.#objects });
      if (!parsed.ok) throw fault('RULE_UNREADABLE', { object: this.object.name, rule: rule.name });
      return { rule, holds: compilePredicate(parsed.expr) };
    });
    return this.#rules;
  }
}
