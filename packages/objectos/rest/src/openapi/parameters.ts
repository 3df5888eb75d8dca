import type { JsonSchema } from '@objectos/kernel';
import type { Place } from '../openapi-place.ts';
import { parametersOf } from '../query-parameters.ts';
import type { Components } from './components.ts';
import type { ObjectSchemas } from './object-schemas.ts';
import { propertiesOf } from './object-schemas.ts';

interface Of {
  readonly object: string;
  readonly place: Place;
  /** Of the operation's input, which says what each parameter takes. */
  readonly input: JsonSchema;
}

/**
 * Every parameter of an operation: of its path, its query and its headers. What is an example of one is said in its
 * description: pages that try operations out send the `example` of a parameter unless one takes it away.
 */
export function parametersFor({ object, place, input }: Of, schemas: ObjectSchemas, components: Components): readonly JsonSchema[] {
  const members = propertiesOf(input);
  const inPath = [...place.path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => components.named('parameters', name, () => pathParameter(name)));
  const inQuery = Object.keys(parametersOf[place.parameters]).flatMap((name): JsonSchema[] => {
    const known = ofObject(name, { object, input }, schemas);
    if (known !== undefined) return known === null ? [] : [known];
    const own = name === 'limit' && place.parameters !== 'list' ? `${place.parameters}.limit` : name;
    return [components.equal('parameters', own, queryParameter(name, members[name] ?? { type: 'string' }))];
  });
  const inHeader = headersOf(place).map((name) => components.named('parameters', name, () => ({ name, in: 'header', ...headers[name] })));
  return [...inPath, ...inQuery, ...inHeader];
}

function pathParameter(name: string): JsonSchema {
  const id = name === 'id' ? { description: 'Id of the record, like 01a20328-a8d3-7000-adee-7d17867b5851.' } : { description: 'Its name.' };
  return { name, in: 'path', required: true, ...id, schema: { type: 'string', minLength: 1, maxLength: 64 } };
}

const whichRecords = 'Which records, as JSON: field to value or to operators ($eq $ne $gt $gte $lt $lte $in $nin $between $contains $startsWith $endsWith $null); $and, $or, $not.';

/** Parameters that name fields of the object; null where there is nothing to name. */
function ofObject(name: string, { object, input }: Pick<Of, 'object' | 'input'>, schemas: ObjectSchemas): JsonSchema | null | undefined {
  if (name === 'filter') {
    const description = `${whichRecords} Like ${JSON.stringify(schemas.filterExample(object))}.`;
    return { name, in: 'query', description, content: { 'application/json': { schema: schemas.filter(object, input) } } };
  }
  if (name === 'fields') return { name, in: 'query', style: 'form', explode: false, description: 'Fields to show, with commas between them.', schema: schemas.fieldNames(object) };
  if (name !== 'expand') return undefined;
  const names = schemas.lookupNames(object);
  return names === null ? null : { name, in: 'query', style: 'form', explode: false, description: 'Lookups to show as records, with commas between them.', schema: names };
}

/** Names are given with commas between them, never by repeating the parameter. */
const sortSchema = { type: 'array', items: { type: 'string' } } as const;

function queryParameter(name: string, { description, ...schema }: JsonSchema): JsonSchema {
  const told = { name, in: 'query', ...(description === undefined ? {} : { description }) };
  if (name === 'dryRun') return { ...told, description: 'Judge and answer, change nothing.', schema: { type: 'boolean' } };
  if (name === 'sort') return { ...told, style: 'form', explode: false, description: `${typeof description === 'string' ? `${description} ` : ''}Like -id: the latest first.`, schema: sortSchema };
  return { ...told, schema };
}

const headers = {
  'Idempotency-Key': { description: 'The same key with the same input is answered again and not done. Like lunch-17.', schema: { type: 'string', pattern: '^[!-~]{1,200}$' } },
  'If-Match': { description: 'The ETag that the change rests on; 412 where the record has changed since. Like "3".', schema: { type: 'string' } },
  'If-None-Match': { description: 'The ETag that is known; 304 where nothing has changed. Like "3".', schema: { type: 'string' } },
} as const satisfies Readonly<Record<string, JsonSchema>>;

function headersOf({ writes, parameters, revised }: Place): readonly (keyof typeof headers)[] {
  if (!writes) return parameters === 'get' ? ['If-None-Match'] : [];
  return revised ? ['Idempotency-Key', 'If-Match'] : ['Idempotency-Key'];
}
