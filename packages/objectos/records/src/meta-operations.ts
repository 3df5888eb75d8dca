import { Fault, descriptionOf } from '@objectos/kernel';
import type { AnyOperation, Call, Context, JsonSchema, Operation, Permitted, Snapshot, Validated, Validator } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import { descriptorsOf, fieldOf, nearestName } from '@objectql/metadata';
import type { FieldDescriptor, ObjectDescriptor } from '@objectql/metadata';

type PermittedFor = (context: Context) => readonly Permitted[];

/** The operations that describe the rest. */
export function metaOperations(permittedFor: PermittedFor): readonly AnyOperation[] {
  const shared = { effect: 'read', idempotent: true, grant: null, target: 'system' } as const;
  const list: Operation<unknown> = {
    ...shared,
    name: 'meta.objects',
    title: 'List objects',
    description: 'The objects that the caller may use, with the verbs allowed on each.',
    input: emptyInput,
    output: () => ({ type: 'object', properties: { objects: { type: 'array', items: { type: 'object', properties: summaryProperties, required: summaryRequired } } }, required: ['objects'] }),
    handler: ({ context, snapshot }) => ({ value: { objects: objectsOf(permittedFor(context), snapshot).map(summaryOf) } }),
  };
  const describe: Operation<{ readonly name: string }> = {
    ...shared,
    name: 'meta.object',
    title: 'Describe object',
    description: 'Fields, events and actions of one object, as far as the caller may see and use them.',
    input: nameInput,
    output: () => descriptionSchema,
    errors: [{ code: 'OBJECT_UNKNOWN', category: 'not_found' }],
    handler: ({ input, context, snapshot }: Call<{ readonly name: string }>) => {
      const usable = objectsOf(permittedFor(context), snapshot);
      const found = usable.find(({ object }) => object.name === input.name);
      if (found === undefined) throw unknownObject(input.name, usable);
      return { value: { ...summaryOf(found), fields: fieldsOf(found), operations: found.permitted.filter(isPerformed).map(operationOf) } };
    },
  };
  return [list, describe];
}

const text: JsonSchema = { type: 'string' };
const flag: JsonSchema = { type: 'boolean' };
const summaryProperties = { name: text, plural: text, label: text, description: text, verbs: { type: 'array', items: text, description: 'Those that the caller may use.' } } as const;
const summaryRequired = ['name', 'plural', 'label', 'verbs'] as const;
const fieldSchema: JsonSchema = {
  type: 'object',
  description: 'The field as it was defined: type, label, and what the type has besides.',
  properties: { type: text, label: text, description: text, readable: flag, creatable: flag, updatable: flag },
  required: ['type', 'readable', 'creatable', 'updatable'],
};
const performedSchema: JsonSchema = { type: 'object', properties: { name: text, title: text, description: text, input: { type: 'object', description: 'JSON Schema of its input.' } }, required: ['name', 'title', 'description', 'input'] };
const descriptionSchema: JsonSchema = {
  type: 'object',
  properties: { ...summaryProperties, fields: { type: 'object', description: 'By name.', additionalProperties: fieldSchema }, operations: { type: 'array', description: 'Events and actions.', items: performedSchema } },
  required: [...summaryRequired, 'fields', 'operations'],
};

interface Usable {
  readonly object: ObjectDescriptor;
  readonly permitted: readonly Permitted[];
}

function objectsOf(permitted: readonly Permitted[], snapshot: Snapshot): readonly Usable[] {
  const byObject = Map.groupBy(permitted, ({ operation }) => operation.name.slice(0, operation.name.indexOf('.')));
  return [...descriptorsOf(snapshot, 'object').values()]
    .flatMap((object) => {
      const own = byObject.get(object.name);
      return own === undefined || object.internal === true ? [] : [{ object, permitted: own }];
    })
    .toSorted((a, b) => (a.object.name < b.object.name ? -1 : 1));
}

function summaryOf({ object, permitted }: Usable): Record<string, unknown> {
  const { name, plural, label, description } = object;
  return { name, plural, label, ...(description === undefined ? {} : { description }), verbs: permitted.map(({ operation }) => verbOf(operation.name)) };
}

const recordVerbs: ReadonlySet<string> = new Set(['list', 'query', 'get', 'create', 'update', 'delete', 'history']);

function isPerformed({ operation }: Permitted): boolean {
  return !recordVerbs.has(verbOf(operation.name));
}

function operationOf({ operation, granted, input }: Permitted): Record<string, unknown> {
  return { name: operation.name, title: operation.title, description: descriptionOf(operation, granted), input: input.jsonSchema() };
}

function verbOf(operation: string): string {
  return operation.slice(operation.indexOf('.') + 1);
}

/** Fields that the caller may read or give, with how: what he may neither read nor give is not there. */
function fieldsOf({ object, permitted }: Usable): Record<string, unknown> {
  const [{ granted } = { granted: null }] = permitted;
  const rights = granted as Rights;
  const [read, create, update] = (['read', 'create', 'update'] as const).map((verb) => rights.of(object.name, verb)?.fields);
  const names = new Set([...(read?.keys() ?? []), ...Object.keys(object.fields).filter((name) => create?.has(name) === true || update?.has(name) === true)]);
  return Object.fromEntries([...names].flatMap((name) => {
    const field = fieldOf(object, name);
    if (field === undefined) return [];
    return [[name, { ...outlineOf(field), readable: read?.has(name) === true, creatable: create?.has(name) === true, updatable: update?.has(name) === true }]];
  }));
}

/** The descriptor without where it was written. */
function outlineOf({ source: _source, ...field }: FieldDescriptor): Record<string, unknown> {
  return field;
}

function unknownObject(name: string, usable: readonly Usable[]): Fault {
  const close = nearestName(name, usable.map(({ object }) => object.name));
  return new Fault('OBJECT_UNKNOWN', 'not_found', `There is no object "${name}" here, or you may not use it.`, close === undefined ? {} : { hint: `Did you mean "${close}"?` });
}

const emptyInput: Validator<unknown> = {
  parse: (value) => unexpected(value, []) ?? { ok: true, value: {} },
  jsonSchema: (): JsonSchema => ({ type: 'object', properties: {}, additionalProperties: false }),
};

const nameInput: Validator<{ readonly name: string }> = {
  parse(value) {
    const wrong = unexpected(value, ['name']);
    if (wrong !== null) return wrong;
    const { name } = value as { readonly name?: unknown };
    return typeof name === 'string' ? { ok: true, value: { name } } : { ok: false, issues: [{ path: 'name', code: 'VALUE_REQUIRED', message: 'Name the object: a text.' }] };
  },
  jsonSchema: () => ({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false }),
};

function unexpected(value: unknown, known: readonly string[]): (Validated<never> & { readonly ok: false }) | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: 'The input must be an object.' }] };
  }
  const issues = Object.keys(value).filter((name) => !known.includes(name)).map((name) => ({ path: name, code: 'FIELD_UNKNOWN', message: `There is no "${name}" here.` }));
  return issues.length > 0 ? { ok: false, issues } : null;
}
