import type { InputIssue, JsonSchema, Validated, Validator } from '@objectos/kernel';
import { recordValidator } from '@objectos/records';
import type { RecordInput } from '@objectos/records';
import { TRUE } from '@objectql/expression';
import type { FieldDescriptor, Json, ObjectDescriptor } from '@objectql/metadata';
import { textIn } from './row-text.ts';

export interface CommandInput {
  readonly id: string;
  readonly revision?: number;
  /** The command's own input, canonical, defaults filled in. */
  readonly given: Readonly<Record<string, Json>>;
}

/**
 * The validator of an event's or action's flat input, `{id, revision?, ...fields}`. Values are checked as those of a record's
 * fields are, by the same code; here a required field must be given each time and a default stands in for what is not.
 */
export function commandInput(operation: string, fields: Readonly<Record<string, FieldDescriptor>>): Validator<CommandInput> {
  return new CommandValidator(operation, fields);
}

class CommandValidator implements Validator<CommandInput> {
  readonly #values: Validator<RecordInput>;
  readonly #fields: readonly (readonly [name: string, field: FieldDescriptor])[];

  constructor(operation: string, fields: Readonly<Record<string, FieldDescriptor>>) {
    this.#values = valuesValidator(operation, fields);
    this.#fields = Object.entries(fields);
  }

  parse(value: unknown): Validated<CommandInput> {
    const checked = this.#values.parse(value);
    const issues: InputIssue[] = checked.ok ? [] : [...checked.issues];
    const said = new Set(issues.map(({ path }) => path));
    const given: Record<string, Json> = {};
    for (const [name, field] of this.#fields) {
      const own = checked.ok ? checked.value[name] : propertyOf(value, name);
      if (own !== undefined) given[name] = own as Json;
      else if (field.default !== undefined) given[name] = field.default;
      else if (field.required === true && !said.has(name) && !said.has('')) issues.push({ path: name, code: 'FIELD_REQUIRED', message: `"${name}" is required.` });
    }
    if (!checked.ok || issues.length > 0) return { ok: false, issues };
    const { revision } = checked.value;
    return { ok: true, value: { id: textIn(checked.value, 'id'), given, ...(typeof revision === 'number' ? { revision } : {}) } };
  }

  jsonSchema(): JsonSchema {
    const schema = this.#values.jsonSchema();
    const required = this.#fields.filter(([, field]) => field.required === true && field.default === undefined).map(([name]) => name);
    return { ...schema, required: ['id', ...required] };
  }
}

/**
 * Checks any of these fields' values beside `id` and `revision`, as if they were an update of a record that has them: what
 * checks and describes the fields of records does it here as well.
 */
export function valuesValidator(name: string, fields: Readonly<Record<string, FieldDescriptor>>): Validator<RecordInput> {
  const object: ObjectDescriptor = { kind: 'object', id: name, name, plural: name, label: name, fields, indexes: [], rules: [], audit: { reads: 'none' } };
  return recordValidator(object, 'update', { object: name, verb: 'update', rows: TRUE, fields: new Map(Object.keys(fields).map((field) => [field, TRUE])) });
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
