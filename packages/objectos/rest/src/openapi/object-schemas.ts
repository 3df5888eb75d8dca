import type { JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import { descriptorsOf, fieldOf } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Components, Reference } from './components.ts';
import { exampleOf } from './example.ts';
import { fieldFilter } from './filter-schemas.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

/** The schemas of objects as one caller sees them: everything follows from what the operations that he is permitted say of themselves. */
export class ObjectSchemas {
  readonly #components: Components;
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  /** By object: its fields as they read, for those that the caller may read. */
  readonly #readable: ReadonlyMap<string, Properties>;

  constructor(components: Components, permitted: readonly Permitted[], snapshot: Snapshot) {
    this.#components = components;
    this.#objects = descriptorsOf(snapshot, 'object');
    this.#readable = new Map(permitted.flatMap(({ operation, granted }): [string, Properties][] =>
      operation.target === 'record' && operation.name.endsWith('.get') ? [[objectOf(operation.name), propertiesOf(operation.output(granted))]] : []));
  }

  /** What an operation answers: records and pages of records are parts that all operations of the object share. */
  answer(operation: string, schema: JsonSchema): Reference {
    const records = propertiesOf(schema)['records'];
    const item = records?.['items'] as JsonSchema | undefined;
    if (item === undefined) return this.#record(operation, schema);
    return this.#components.once(`page ${objectOf(operation)}`, () => this.#page(operation, schema, { records, item }));
  }

  #page(operation: string, schema: JsonSchema, { records, item }: { readonly records: JsonSchema | undefined; readonly item: JsonSchema }): Reference {
    const properties = { ...propertiesOf(schema), records: { ...records, items: this.#record(operation, item) } };
    return this.#components.equal('schemas', `${objectOf(operation)}.page`, { ...schema, properties, examples: [{ records: [exampleOf(item)], nextCursor: null }] });
  }

  /** Fields by which the caller may ask, those that the operation's own input names, each with the operators of its type; related records' fields as `customer.name`. */
  filter(object: string, input: JsonSchema): Reference {
    const name = `${object}.filter`;
    return this.#components.named('schemas', name, () => {
      const named = propertiesOf(propertiesOf(input)['filter'] ?? {});
      const fields = this.#fieldsOf(object).flatMap(([field, descriptor]): [string, JsonSchema][] => {
        const filter = Object.hasOwn(named, field) ? fieldFilter(descriptor, this.#components) : null;
        return filter === null ? [] : [[field, filter]];
      });
      const self = { $ref: `#/components/schemas/${name}` };
      const group = { type: 'array', items: self };
      return {
        type: 'object',
        description: 'Every field named must match.',
        properties: { ...Object.fromEntries(fields), $and: group, $or: group, $not: self },
        ...(this.lookups(object).length === 0 ? { additionalProperties: false } : { additionalProperties: true, $comment: 'Fields of the records that lookups refer to are named with a dot: lookup.field.' }),
        examples: [this.filterExample(object)],
      };
    });
  }

  /** A filter that finds something in every page: by the id, which every record has. */
  filterExample(object: string): JsonSchema {
    const [name, descriptor] = this.#fieldsOf(object).find(([, { type }]) => type === 'select') ?? ['id', undefined];
    return descriptor?.type === 'select' ? { [name]: { $eq: descriptor.options[0]?.value } } : { id: { $gt: '01' } };
  }

  /** Names of the fields that the caller may read, as a list to choose from. */
  fieldNames(object: string): Reference {
    return this.#names(`${object}.fields`, this.#fieldsOf(object).map(([name]) => name), 'Fields to show; all that you may read unless given.');
  }

  /** Names of the lookups that the caller may have answered as records; null where there is none. */
  lookupNames(object: string): Reference | null {
    const lookups = this.lookups(object);
    return lookups.length === 0 ? null : this.#names(`${object}.expand`, lookups, 'Lookups to show as the record that they refer to.');
  }

  lookups(object: string): readonly string[] {
    return this.#fieldsOf(object).flatMap(([name, field]) => (field.type === 'lookup' && this.#readable.has(field.object) ? [name] : []));
  }

  #names(name: string, names: readonly string[], description: string): Reference {
    return this.#components.named('schemas', name, () => ({ type: 'array', description, items: { type: 'string', enum: names }, examples: [names.slice(0, 2)] }));
  }

  #fieldsOf(object: string) {
    const descriptor = this.#objects.get(object);
    if (descriptor === undefined) return [];
    return Object.keys(this.#readable.get(object) ?? {}).flatMap((name) => {
      const field = fieldOf(descriptor, name);
      return field === undefined ? [] : [[name, field] as const];
    });
  }

  #record(operation: string, schema: JsonSchema): Reference {
    const object = objectOf(operation);
    const properties = propertiesOf(schema);
    const names = Object.keys(properties);
    if (names.length === 1 && names[0] === 'id') return this.#components.equal('schemas', 'Id', { ...schema, examples: [exampleOf(schema)] });
    if (names.length === 0) return this.#components.equal('schemas', `${operation}.answer`, schema);
    if (!this.#objects.has(object) || !Object.hasOwn(properties, 'revision')) return this.#components.equal('schemas', `${operation}.answer`, { ...schema, examples: [exampleOf(schema)] });
    // One caller sees a record of an object in one way, whichever operation answers it.
    return this.#components.named('schemas', `${object}.record`, () => ({ ...schema, properties: { ...properties, ...this.#expanded(object, properties) }, examples: [exampleOf(schema)] }));
  }

  /** A lookup reads as an id, and as the record itself where it was asked for with `expand`. */
  #expanded(object: string, properties: Properties): Properties {
    return Object.fromEntries(this.lookups(object).flatMap((name) => {
      const field = this.#objects.get(object)?.fields[name];
      const id = properties[name];
      return field?.type === 'lookup' && id !== undefined ? [[name, { anyOf: [id, { $ref: `#/components/schemas/${field.object}.record` }] }]] : [];
    }));
  }
}

export function objectOf(operation: string): string {
  return operation.slice(0, operation.indexOf('.'));
}

export function propertiesOf(schema: JsonSchema): Properties {
  return (schema['properties'] as Properties | undefined) ?? {};
}
