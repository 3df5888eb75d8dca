import type { JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import { parametersOf } from './query-parameters.ts';
import type { ParameterSet } from './query-parameters.ts';

interface Place {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly parameters: ParameterSet;
  readonly status: '200' | '201';
}

/**
 * OpenAPI 3.1 of what one caller may do: every operation that REST projects and the caller is granted, with the input and
 * output schemas that he may see. Nothing else is named.
 */
export function openApiOf(permitted: readonly Permitted[], snapshot: Snapshot): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of permitted) {
    const place = placeOf(each);
    if (place !== null) (paths[place.path] ??= {})[place.method] = describe(each, place);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ObjectOS', version: snapshot.version.slice(0, 12), description: 'Every operation that this token may use.' },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: { Problem: { description: 'What went wrong (RFC 9457).', content: { 'application/problem+json': { schema: problemSchema } } } },
    },
  };
}

const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'message', 'requestId'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, message: { type: 'string' },
    path: { type: 'string' }, hint: { type: 'string' }, requestId: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object', required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
      },
    },
  },
};

/** Null: REST has no route to it. */
function placeOf({ operation }: Permitted): Place | null {
  if (operation.surfaces !== undefined && !operation.surfaces.includes('rest')) return null;
  const dot = operation.name.indexOf('.');
  const object = operation.name.slice(0, dot);
  const verb = operation.name.slice(dot + 1);
  if (operation.target === 'system') return metaPlaces[operation.name] ?? null;
  const collection = `/api/v1/data/${object}`;
  if (operation.target === 'collection') {
    const places: Readonly<Record<string, Place>> = {
      list: { method: 'get', path: collection, parameters: 'list', status: '200' },
      query: { method: 'post', path: `${collection}/query`, parameters: 'none', status: '200' },
      create: { method: 'post', path: collection, parameters: 'write', status: '201' },
    };
    return places[verb] ?? null;
  }
  const record = `${collection}/{id}`;
  const places: Readonly<Record<string, Place>> = {
    get: { method: 'get', path: record, parameters: 'get', status: '200' },
    update: { method: 'patch', path: record, parameters: 'write', status: '200' },
    delete: { method: 'delete', path: record, parameters: 'write', status: '200' },
    history: { method: 'get', path: `${record}/history`, parameters: 'history', status: '200' },
  };
  return places[verb] ?? { method: 'post', path: `${record}/${verb}`, parameters: 'write', status: '200' };
}

const metaPlaces: Readonly<Record<string, Place>> = {
  'meta.objects': { method: 'get', path: '/api/v1/meta/objects', parameters: 'none', status: '200' },
  'meta.object': { method: 'get', path: '/api/v1/meta/objects/{name}', parameters: 'none', status: '200' },
};

function describe({ operation, granted, input }: Permitted, place: Place): JsonSchema {
  const write = operation.effect !== 'read';
  const body = place.method === 'post' || place.method === 'patch' ? bodySchema(input.jsonSchema()) : null;
  const failures = ['400', '401', '404', '422', ...(write ? ['403', '409', '412'] : [])];
  return {
    operationId: operation.name,
    summary: operation.title,
    description: operation.description,
    tags: [operation.name.slice(0, operation.name.indexOf('.'))],
    parameters: [...pathParameters(place.path), ...queryParameters(place.parameters, input.jsonSchema()), ...(write ? headerParameters(place.method) : [])],
    ...(body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [place.status]: { description: 'Done.', content: { 'application/json': { schema: operation.output(granted) } } },
      ...Object.fromEntries(failures.map((status) => [status, { $ref: '#/components/responses/Problem' }])),
    },
  };
}

function pathParameters(path: string): readonly JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

/** Members that the path and `If-Match` carry are no part of the body. */
function bodySchema(schema: JsonSchema): JsonSchema {
  const properties = { ...(schema['properties'] as Readonly<Record<string, unknown>> | undefined) };
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  const isUpdate = Object.hasOwn(properties, 'revision');
  delete properties['revision'];
  if (isUpdate) delete properties['id'];
  const left = required.filter((name) => Object.hasOwn(properties, name));
  return { ...schema, properties, ...(left.length > 0 ? { required: left } : { required: undefined }) };
}

function queryParameters(set: ParameterSet, schema: JsonSchema): readonly JsonSchema[] {
  const properties = (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined) ?? {};
  return Object.keys(parametersOf[set]).map((name) => {
    if (name === 'filter') return { name, in: 'query', content: { 'application/json': { schema: properties[name] ?? { type: 'object' } } } };
    if (name === 'dryRun') return { name, in: 'query', description: 'Judge and answer, change nothing.', schema: { type: 'boolean' } };
    return { name, in: 'query', schema: properties[name] ?? { type: 'string' } };
  });
}

function headerParameters(method: Place['method']): readonly JsonSchema[] {
  const key = { name: 'Idempotency-Key', in: 'header', description: 'The same key is answered, not done, a second time.', schema: { type: 'string' } };
  const match = { name: 'If-Match', in: 'header', description: 'The ETag that the change rests on.', schema: { type: 'string' } };
  return method === 'post' ? [key] : [key, match];
}
