import type { Call, JsonSchema, Operation, Validator } from '@objectos/kernel';
import type { Write } from '@objectql/engine';
import type { Key, ObjectDescriptor, Row } from '@objectql/metadata';
import { errorsOfCreate, errorsOfDelete, errorsOfUpdate } from './call-errors.ts';
import { rightsIn } from './granted-rights.ts';
import { perRights } from './per-rights.ts';
import { isId, readMembers } from './query-input.ts';
import type { RecordModel } from './record-model.ts';
import { recordSchema } from './record-schema.ts';
import type { RecordInput } from './record-validator.ts';
import { RecordWork } from './record-work.ts';
import type { Draft } from './record-work.ts';

interface WriteOptions {
  readonly object: ObjectDescriptor;
  readonly model: () => RecordModel;
  readonly newId: () => string;
}

/** `o.create`: flat fields, and an id where the caller brings one. */
export function createOperation({ object, model, newId }: WriteOptions): Operation<RecordInput> {
  const { name } = object;
  return {
    ...common(object, 'create', 'A new record of'),
    errors: errorsOfCreate,
    effect: 'write',
    idempotent: false,
    target: 'collection',
    input: perRights(`${name}.create`, (rights) => validatorOf(model(), rights, { name, verb: 'create' })),
    handler({ input }: Call<RecordInput>) {
      const { id } = input;
      const fresh = typeof id !== 'string';
      const key: Key = { object: name, id: fresh ? newId() : id };
      const row = fresh ? input : withoutId(input);
      return new RecordWork(referencedBy(model(), name, row), () => draft(key, { op: 'insert', key, row, fresh }));
    },
  };
}

/** `o.update`: the fields that change; `revision` refuses the update of a record that has changed since. */
export function updateOperation({ object, model }: WriteOptions): Operation<RecordInput> {
  const { name } = object;
  return {
    ...common(object, 'update', 'Changes the given fields of one record of'),
    errors: errorsOfUpdate,
    effect: 'write',
    idempotent: true,
    target: 'record',
    input: perRights(`${name}.update`, (rights) => validatorOf(model(), rights, { name, verb: 'update' })),
    handler({ input }: Call<RecordInput>) {
      const { id, revision, ...set } = input;
      const key: Key = { object: name, id: id as string };
      const write: Write = typeof revision === 'number' ? { op: 'update', key, set, revision } : { op: 'update', key, set };
      return new RecordWork([key, ...referencedBy(model(), name, set)], () => draft(key, write));
    },
  };
}

interface DeleteInput {
  readonly id: string;
  readonly revision?: number;
}

/** `o.delete`. */
export function deleteOperation({ object }: WriteOptions): Operation<DeleteInput> {
  const { name } = object;
  return {
    ...common(object, 'delete', 'Deletes one record of'),
    errors: errorsOfDelete,
    output: () => ({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }),
    effect: 'destructive',
    idempotent: true,
    target: 'record',
    input: deleteInput,
    handler({ input: { id, revision } }: Call<DeleteInput>) {
      const key: Key = { object: name, id };
      const write: Write = revision === undefined ? { op: 'delete', key } : { op: 'delete', key, revision };
      return new RecordWork([key], () => ({ writes: [{ write, authority: 'caller' }], checks: [], answer: { value: { id } } }));
    },
  };
}

const isRevision = (value: unknown): string | undefined => (Number.isSafeInteger(value) ? undefined : 'a whole number');

const deleteInput: Validator<DeleteInput> = {
  parse(value) {
    const { members, issues } = readMembers(value, { id: isId, revision: isRevision });
    const { id } = members;
    if (issues.length > 0) return { ok: false, issues };
    if (typeof id !== 'string') return { ok: false, issues: [{ path: 'id', code: 'FIELD_REQUIRED', message: '"id" is required.' }] };
    return { ok: true, value: members as unknown as DeleteInput };
  },
  jsonSchema: (): JsonSchema => ({ type: 'object', properties: { id: { type: 'string', minLength: 1, maxLength: 64 }, revision: { type: 'integer' } }, required: ['id'], additionalProperties: false }),
};

function validatorOf(model: RecordModel, rights: Parameters<RecordModel['caller']>[0], { name, verb }: { name: string; verb: 'create' | 'update' }): Validator<RecordInput> {
  const view = model.caller(rights).object(name);
  if (view === undefined) throw new TypeError(`The object ${name} of an operation is not in the snapshot that holds the operation.`);
  return view.validator(verb);
}

function common(object: ObjectDescriptor, verb: 'create' | 'update' | 'delete', does: string) {
  const { name, label, description } = object;
  const operation = `${name}.${verb}`;
  return {
    name: operation,
    title: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${label.toLowerCase()}`,
    description: `${does} ${name}.${description === undefined ? '' : ` ${description}`}`,
    grant: { object: name, verb },
    output: (granted: unknown): JsonSchema => recordSchema(object, rightsIn(granted, operation).of(name, 'read')),
  };
}

function withoutId({ id: _id, ...row }: RecordInput): Row {
  return row;
}

function draft(key: Key, write: Write): Draft {
  return { writes: [{ write, authority: 'caller' }], checks: [], answer: { record: key } };
}

/** Records that admission will ask for, so that one load brings them. */
function referencedBy(model: RecordModel, object: string, given: Row): Key[] {
  const keys: Key[] = [];
  for (const [field, lookup] of model.shape(object)?.lookups ?? []) {
    const id = given[field];
    if (typeof id === 'string' && model.objects.has(lookup.object)) keys.push({ object: lookup.object, id });
  }
  return keys;
}
