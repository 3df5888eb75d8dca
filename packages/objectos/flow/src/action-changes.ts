import type { Validator } from '@objectos/kernel';
import type { Draft, RecordInput } from '@objectos/records';
import type { ActionDescriptor, FieldDescriptor, Key, ObjectDescriptor, Row } from '@objectql/metadata';
import { valuesValidator } from './command-input.ts';
import { flowFault } from './errors.ts';
import { reject } from './rejection.ts';
import type { Rejection } from './rejection.ts';

/** What one action's handler may change: its descriptor's `writes`, with values that the fields accept. */
export class ActionChanges {
  readonly #operation: string;
  readonly #writes: readonly string[];
  readonly #values: Validator<RecordInput>;

  constructor({ name, writes }: ActionDescriptor, object: ObjectDescriptor) {
    this.#operation = `${object.name}.${name}`;
    this.#writes = writes.filter((field) => Object.hasOwn(object.fields, field));
    this.#values = valuesValidator(this.#operation, Object.fromEntries(this.#writes.map((field) => [field, writable(object.fields[field] as FieldDescriptor)])));
  }

  /** The unit that makes these changes; a rejection where a field does not accept its value, a fault where the handler oversteps. */
  draft(key: Key, changes: Row): Draft | Rejection {
    const outside = Object.keys(changes).filter((field) => !this.#writes.includes(field));
    if (outside.length > 0) throw flowFault('ACTION_WRITES_UNDECLARED', { action: this.#operation, fields: outside });
    const checked = this.#values.parse({ id: key.id, ...changes });
    if (!checked.ok) return reject('ACTION_RESULT_INVALID', `"${this.#operation}" came to values that the record cannot hold.`, { issues: checked.issues });
    const { id: _id, ...set } = checked.value;
    const authority = { operation: this.#operation, fields: this.#writes };
    const writes = Object.keys(set).length === 0 ? [] : [{ write: { op: 'update', key, set } as const, authority }];
    return { writes, checks: [], answer: { record: key } };
  }
}

/** The field for a change: read-only fields are what actions are for. */
function writable(field: FieldDescriptor): FieldDescriptor {
  const { readOnly: _readOnly, ...rest } = field;
  return rest;
}
