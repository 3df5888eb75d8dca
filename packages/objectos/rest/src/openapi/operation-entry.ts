import { descriptionOf, refusalsFacet } from '@objectos/kernel';
import type { AnyOperation, CallError, JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import { mostOfBatch } from '../batch.ts';
import type { Place } from '../openapi-place.ts';
import type { Components, Reference } from './components.ts';
import { exampleOf } from './example.ts';
import { objectOf, propertiesOf } from './object-schemas.ts';
import type { ObjectSchemas } from './object-schemas.ts';
import { parametersFor } from './parameters.ts';
import { batchErrors, problemResponses, requestErrors } from './problem-responses.ts';

/** What the entries of one document share. */
export interface Book {
  readonly components: Components;
  readonly schemas: ObjectSchemas;
  readonly snapshot: Snapshot;
}

/** One operation at its place. */
export function entryOf(permitted: Permitted, place: Place, book: Book): JsonSchema {
  const { operation, granted } = permitted;
  const { components, schemas, snapshot } = book;
  const input = permitted.input.jsonSchema();
  const object = objectOf(operation.name);
  const answer = schemas.answer(operation.name, operation.output(granted));
  return {
    operationId: operation.name,
    summary: operation.title,
    description: descriptionOf(operation, granted),
    tags: [object],
    parameters: parametersFor({ object, place, input }, schemas, components),
    ...bodyOf({ operation: operation.name, place, input }, book),
    responses: {
      ...successes(place, answer, components),
      ...problemResponses([...requestErrors(place), ...errorsOf(operation, snapshot)], kindOf(operation.name, place), components),
    },
  };
}

/** What the stages refuse any call, what wraps refuse this one, and what the operation refuses itself. */
function errorsOf(operation: AnyOperation, snapshot: Snapshot): readonly CallError[] {
  const ofWraps = snapshot.get(refusalsFacet).flatMap(({ value: refusals }) => refusals(operation));
  const ofWrite: readonly CallError[] = operation.effect === 'read' ? [] : [{ code: 'INPUT_INVALID', category: 'invalid' }];
  return [{ code: 'OPERATION_NOT_FOUND', category: 'not_found' }, { code: 'INPUT_INVALID', category: 'malformed' }, ...ofWrite, ...ofWraps, ...(operation.errors ?? [])];
}

/** Several gets in one request: their input with `ids` in place of `id`, and for each id its answer or its problem. */
export function batchEntry({ operation, granted }: Permitted, { components, schemas }: Book): JsonSchema {
  const object = objectOf(operation.name);
  const record = schemas.answer(operation.name, operation.output(granted));
  const expand = schemas.lookupNames(object);
  const properties = {
    ids: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 64 }, minItems: 1, maxItems: mostOfBatch },
    fields: schemas.fieldNames(object),
    ...(expand === null ? {} : { expand }),
  };
  const result = {
    type: 'object',
    description: 'The record with its ETag, or what went wrong.',
    properties: { status: { type: 'integer' }, etag: { type: 'string' }, record, problem: { $ref: '#/components/schemas/Problem' } },
    required: ['status'],
  };
  const schema = { type: 'object', properties: { results: { type: 'array', items: result } }, required: ['results'] };
  const example = { ids: ['01a20328-a8d3-7000-adee-7d17867b5851'] };
  return {
    operationId: `${operation.name}.batch`,
    summary: `${operation.title}: several at once`,
    description: 'Each is answered as a get of its own would be, in the order of the ids.',
    tags: [object],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties, required: ['ids'], additionalProperties: false }, example } } },
    responses: { 200: { description: 'An answer for each id.', content: { 'application/json': { schema } } }, ...problemResponses(batchErrors, 'batch', components) },
  };
}

/** Operations of a kind refuse alike whatever their object, so their responses are parts with the kind's name. */
function kindOf(operation: string, { method, path }: Place): string {
  if (!path.startsWith('/api/v1/data/')) return operation;
  const isPerformed = method === 'post' && path.includes('{id}');
  return isPerformed ? 'perform' : operation.slice(operation.indexOf('.') + 1);
}

interface Body {
  readonly operation: string;
  readonly place: Place;
  readonly input: JsonSchema;
}

/** What the body holds: the input without what the path and `If-Match` say. */
function bodyOf({ operation, place, input }: Body, { components, schemas }: Book): JsonSchema {
  if (place.body === 'none') return {};
  const elsewhere = place.body === 'of a record' ? ['id', 'revision'] : [];
  const members = Object.entries(propertiesOf(input)).filter(([name]) => !elsewhere.includes(name));
  const required = ((input['required'] as readonly string[] | undefined) ?? []).filter((name) => !elsewhere.includes(name));
  const { required: _told, properties: _known, ...rest } = input;
  const own = { ...rest, properties: Object.fromEntries(members), ...(required.length === 0 ? {} : { required }) };
  const isQuery = place.path.endsWith('/query');
  const schema = isQuery ? queryBody(operation, own, schemas) : bodySchema(operation, own, components);
  return { requestBody: { required: required.length > 0, content: { 'application/json': { schema } } } };
}

function bodySchema(operation: string, schema: JsonSchema, components: Components): JsonSchema {
  const example = exampleOf(schema) as JsonSchema;
  return Object.keys(example).length < 2 ? { ...schema, examples: [example] } : components.equal('schemas', `${operation}.body`, { ...schema, examples: [example] });
}

/** A list's parameters as the members of a body: those that name fields name those of the object. */
function queryBody(operation: string, schema: JsonSchema, schemas: ObjectSchemas): JsonSchema {
  const object = objectOf(operation);
  const { filter: _any, expand: _some, ...others } = propertiesOf(schema);
  const expand = schemas.lookupNames(object);
  const properties = { ...others, filter: schemas.filter(object, schema), fields: schemas.fieldNames(object), ...(expand === null ? {} : { expand }) };
  return { ...schema, properties, examples: [{ filter: schemas.filterExample(object), sort: ['-id'], limit: 50 }] };
}

function successes(place: Place, answer: Reference, components: Components): JsonSchema {
  const { created, tagged, writes, parameters } = place;
  const etag = tagged ? { ETag: components.named('headers', 'ETag', () => ({ description: 'The revision of the record, for If-Match and If-None-Match.', schema: { type: 'string' }, example: '"3"' })) } : {};
  const replayed = writes ? { 'Idempotency-Replayed': components.named('headers', 'Idempotency-Replayed', () => ({ description: 'Present where the key was known: the answer to the first call, and nothing was done.', schema: { type: 'string', enum: ['true'] } })) } : {};
  const headers = { ...etag, ...replayed };
  const told = Object.keys(headers).length === 0 ? {} : { headers };
  const content = { 'application/json': { schema: answer } };
  if (created === 'no') {
    const same = parameters === 'get' ? { 304: { description: 'Not changed since the ETag in If-None-Match.', headers: etag } } : {};
    return { 200: { description: 'Done.', ...told, content }, ...same };
  }
  const location = created === 'at a place' ? { Location: components.named('headers', 'Location', () => ({ description: 'Where the new record is.', schema: { type: 'string', format: 'uri-reference' } })) } : {};
  return { 200: { description: 'Judged, not done: the answer to dryRun=true.', content }, 201: { description: 'Created.', headers: { ...headers, ...location }, content } };
}
