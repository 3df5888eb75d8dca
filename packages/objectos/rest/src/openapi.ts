import { descriptionOf } from '@objectos/kernel';
import type { JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import { placeOf } from './openapi-place.ts';
import type { Place } from './openapi-place.ts';
import { headerParameters, pathParameters, queryParameters } from './openapi-parameters.ts';

/**
 * OpenAPI 3.1 of what one caller may do: every operation that REST projects and the caller is granted, with the input and
 * output schemas that he may see. Nothing else is named.
 */
export function openApiOf(permitted: readonly Permitted[], snapshot: Snapshot): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of permitted) {
    const place = placeOf(each.operation);
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
      headers: {
        ETag: { description: 'The revision of the record, for If-Match.', schema: { type: 'string' } },
        Location: { description: 'Where the new record is.', schema: { type: 'string' } },
      },
      schemas: { Problem: problemSchema },
      responses: { Problem: { description: 'What went wrong (RFC 9457).', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
    },
  };
}

const text = { type: 'string' } as const;
const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'message', 'requestId'],
  properties: {
    type: text, title: text, status: { type: 'integer' }, code: { ...text, description: 'Stable: what programs branch on.' }, message: text,
    path: { ...text, description: 'Where in the input.' }, hint: { ...text, description: 'What to do.' }, requestId: text,
    issues: { type: 'array', items: { type: 'object', required: ['path', 'code', 'message'], properties: { path: text, code: text, message: text, hint: text } } },
  },
};

function describe({ operation, granted, input }: Permitted, place: Place): JsonSchema {
  const schema = input.jsonSchema();
  return {
    operationId: operation.name,
    summary: operation.title,
    description: descriptionOf(operation, granted),
    tags: [operation.name.slice(0, operation.name.indexOf('.'))],
    parameters: [...pathParameters(place.path), ...queryParameters(place.parameters, schema), ...headerParameters(place)],
    ...bodyOf(place, schema),
    responses: { ...success(place, operation.output(granted)), ...failures(place) },
  };
}

/** What the body holds: the input without what the path and `If-Match` say. */
function bodyOf({ body }: Place, schema: JsonSchema): { readonly requestBody?: JsonSchema } {
  if (body === 'none') return {};
  const elsewhere = body === 'of a record' ? ['id', 'revision'] : [];
  const properties = Object.fromEntries(Object.entries(membersOf(schema)).filter(([name]) => !elsewhere.includes(name)));
  const required = ((schema['required'] as readonly string[] | undefined) ?? []).filter((name) => !elsewhere.includes(name));
  const { required: _told, ...rest } = schema;
  const own = { ...rest, properties, ...(required.length === 0 ? {} : { required }) };
  return { requestBody: { required: required.length > 0, content: { 'application/json': { schema: own } } } };
}

function membersOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return (schema['properties'] as Readonly<Record<string, unknown>> | undefined) ?? {};
}

function success({ created, tagged }: Place, schema: JsonSchema): JsonSchema {
  const etag = tagged ? { ETag: { $ref: '#/components/headers/ETag' } } : {};
  const content = { 'application/json': { schema } };
  if (!created) return { 200: { description: 'Done.', headers: etag, content } };
  return {
    200: { description: 'Judged, not done: the answer to dryRun=true.', content },
    201: { description: 'Created.', headers: { ...etag, Location: { $ref: '#/components/headers/Location' } }, content },
  };
}

function failures({ writes }: Place): JsonSchema {
  const statuses = writes ? ['400', '401', '403', '404', '409', '412', '413', '415', '422'] : ['400', '401', '404'];
  return Object.fromEntries(statuses.map((status) => [status, { $ref: '#/components/responses/Problem' }]));
}
