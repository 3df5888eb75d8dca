import { editorSchemas } from '@objectql/metadata';

/** A JSON Schema, as far as keys are read from it. */
interface Schema {
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A key that authors may write. */
export interface MetadataKey {
  readonly name: string;
  readonly required: boolean;
  readonly meaning: string;
}

/** Options of fields that mean the same, and the types that take them. */
export interface FieldOption extends MetadataKey {
  readonly types: readonly string[];
}

function schemaOf(name: string): Schema {
  const found = editorSchemas().find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no schema "${name}"`);
  return found.schema;
}

/** The first part of a schema that has keys: itself, what a list or a mapping holds, one of its alternatives. */
function mappingIn(schema: Schema): Schema | undefined {
  if (schema.properties !== undefined) return schema;
  const parts = [schema.items, ...(schema.anyOf ?? []), typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined];
  for (const part of parts) {
    const found = part && mappingIn(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The keys at a path of a kind's schema: `keysAt('flow', 'states')`. */
export function keysAt(kind: string, ...path: readonly string[]): readonly MetadataKey[] {
  const place = path.reduce<Schema | undefined>((schema, key) => {
    const part = schema?.properties?.[key];
    return part && mappingIn(part);
  }, schemaOf(kind));
  if (place?.properties === undefined) throw new Error(`${kind}.${path.join('.')} has no keys`);
  return keysOf(place);
}

/** The words that a condition may begin with, besides the names of fields. */
export function conditionKeys(): readonly MetadataKey[] {
  const condition = Object.values(schemaOf('flow').definitions ?? {})[0];
  return condition === undefined ? [] : keysOf(condition);
}

function keysOf({ properties = {}, required = [] }: Schema): readonly MetadataKey[] {
  return Object.entries(properties).map(([name, schema]) => ({ name, required: required.includes(name), meaning: meaningOf(schema) }));
}

/** What the shape says of it, and the only values that it takes. */
function meaningOf({ description = '', const: only, enum: values = only === undefined ? [] : [only] }: Schema): string {
  return values.length === 0 ? description : `${values.map((value) => `\`${value}\``).join(', ')}. ${description}`;
}

function fieldSchemas(): readonly Schema[] {
  const { additionalProperties } = schemaOf('object').properties?.['fields'] ?? {};
  return typeof additionalProperties === 'object' ? (additionalProperties.oneOf ?? []) : [];
}

/** Every type of field. */
export function fieldTypes(): readonly string[] {
  return fieldSchemas().map(({ properties }) => properties?.['type']?.const ?? '');
}

/** Every option of every field. */
export function fieldOptions(): readonly FieldOption[] {
  const found = new Map<string, FieldOption>();
  for (const schema of fieldSchemas()) {
    for (const key of keysOf(schema).filter(({ name }) => name !== 'type')) {
      const same = `${key.name} ${key.required} ${key.meaning}`;
      found.set(same, { ...key, types: [...(found.get(same)?.types ?? []), schema.properties?.['type']?.const ?? ''] });
    }
  }
  return [...found.values()];
}
