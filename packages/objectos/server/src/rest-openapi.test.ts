import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHelpDesk } from './test-app.contract.ts';

type Json = Readonly<Record<string, unknown>>;

const methods = new Set(['get', 'post', 'patch', 'delete']);
const places = new Set(['path', 'query', 'header']);

/** What OpenAPI 3.1 asks of a document, as far as ours uses it. Every object that is not known by its form is an error. */
function assertOpenApi(document: Json): void {
  assert.match(document['openapi'] as string, /^3\.1\.\d$/u);
  const { title, version } = document['info'] as Json;
  assert.ok(typeof title === 'string' && typeof version === 'string');
  const components = document['components'] as Json;
  for (const schema of Object.values(components['schemas'] as Record<string, Json>)) assertSchema(schema);
  for (const requirement of document['security'] as Json[]) for (const name of Object.keys(requirement)) assert.ok(Object.hasOwn(components['securitySchemes'] as Json, name));
  const ids = new Set<unknown>();
  for (const [path, item] of Object.entries(document['paths'] as Record<string, Json>)) {
    assert.match(path, /^\//u);
    for (const [method, operation] of Object.entries(item as Record<string, Json>)) {
      assert.ok(methods.has(method), `${method} ${path}`);
      assert.ok(!ids.has(operation['operationId']), `operationId ${String(operation['operationId'])} is there once`);
      ids.add(operation['operationId']);
      assertParameters(path, ((operation['parameters'] ?? []) as Json[]).map((each) => resolved(each, document)));
      assertBody(method, operation['requestBody'] as Json | undefined, document);
      assertResponses(operation['responses'] as Record<string, Json>, document);
    }
  }
}

function assertParameters(path: string, parameters: readonly Json[]): void {
  const keys = parameters.map(({ in: place, name }) => `${String(place)} ${String(name)}`);
  assert.equal(new Set(keys).size, keys.length, `${path}: each parameter once`);
  const templated = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
  assert.deepEqual(parameters.filter((each) => each['in'] === 'path').map(({ name }) => name), templated, `${path}: its parameters`);
  for (const parameter of parameters) {
    assert.ok(places.has(parameter['in'] as string));
    assert.doesNotMatch(JSON.stringify({ ...parameter, schema: undefined }), /"examples?":/u, 'pages that try an operation out would send it unasked');
    assert.notEqual(Object.hasOwn(parameter, 'schema'), Object.hasOwn(parameter, 'content'), 'a parameter has a schema or content, not both');
    if (parameter['in'] === 'path') assert.equal(parameter['required'], true);
    assertSchema((parameter['schema'] ?? (Object.values(parameter['content'] as Record<string, Json>)[0] as Json)['schema']) as Json);
  }
}

function assertBody(method: string, body: Json | undefined, document: Json): void {
  if (body === undefined) return;
  assert.ok(method === 'post' || method === 'patch');
  const { schema } = (body['content'] as Record<string, Json>)['application/json']!;
  assertSchema(schema as Json);
  if (body['required'] !== true) assert.equal(resolved(schema as Json, document)['required'], undefined);
}

function assertResponses(responses: Record<string, Json>, document: Json): void {
  assert.ok(Object.keys(responses).some((status) => status.startsWith('2')));
  for (const [status, response] of Object.entries(responses)) {
    assert.match(status, /^(?:[245]\d\d|304)$/u);
    const { description, content = {}, headers = {} } = resolved(response, document);
    assert.equal(typeof description, 'string');
    for (const media of Object.values(content as Record<string, Json>)) assertSchema(resolved(media['schema'] as Json, document));
    for (const header of Object.values(headers as Record<string, Json>)) assertSchema(resolved(header, document)['schema'] as Json);
  }
}

function resolved(value: Json, document: Json): Json {
  const ref = value['$ref'];
  if (typeof ref !== 'string') return value;
  const found = ref.replace('#/', '').split('/').reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document);
  assert.ok(found !== undefined, `${ref} is there`);
  return found as Json;
}

const keywords = new Set([
  'type', 'properties', 'required', 'items', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', 'format', 'description', 'title', 'default', 'additionalProperties', 'minimum', 'maximum',
  'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'pattern', 'readOnly', 'writeOnly', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', '$comment', '$ref', 'examples', 'minProperties',
]);
const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** A JSON Schema of dialect 2020-12, of keywords that it has (an unknown one would be ignored by every reader). */
function assertSchema(schema: Json): void {
  for (const key of Object.keys(schema)) assert.ok(keywords.has(key) || key.startsWith('x-'), `keyword ${key}`);
  for (const type of [schema['type'] ?? []].flat() as string[]) assert.ok(types.has(type), type);
  for (const each of [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((list) => (list ?? []) as Json[])) assertSchema(each);
  if (schema['items'] !== undefined) assertSchema(schema['items'] as Json);
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  for (const property of Object.values(properties)) assertSchema(property);
  if (schema['required'] !== undefined && schema['properties'] !== undefined) for (const name of schema['required'] as string[]) assert.ok(Object.hasOwn(properties, name), `required ${name} is a property`);
}

test('the document is OpenAPI 3.1 for every caller', async (t) => {
  const desk = await startHelpDesk(t);
  for (const person of ['clara', 'vito', 'wim'] as const) assertOpenApi((await desk.ask('GET', '/api/openapi.json', { as: person })).json);
});

test('it names what the caller may do, and nothing else', async (t) => {
  const desk = await startHelpDesk(t);
  const operationsOf = async (as: 'clara' | 'vito' | 'wim') => {
    const { json } = await desk.ask('GET', '/api/openapi.json', { as });
    return Object.entries(json['paths'] as Record<string, Record<string, { operationId: string }>>).flatMap(([path, item]) => Object.entries(item).map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`));
  };
  const clara = await operationsOf('clara');
  for (const line of [
    'account.list: GET /api/v1/data/account', 'account.query: POST /api/v1/data/account/query', 'account.create: POST /api/v1/data/account', 'account.get: GET /api/v1/data/account/{id}', 'account.get.batch: POST /api/v1/data/account/batch',
    'account.update: PATCH /api/v1/data/account/{id}', 'account.delete: DELETE /api/v1/data/account/{id}', 'account.history: GET /api/v1/data/account/{id}/history',
    'ticket.close: POST /api/v1/data/ticket/{id}/close', 'ticket.estimate: POST /api/v1/data/ticket/{id}/estimate', 'meta.objects: GET /api/v1/meta/objects', 'meta.object: GET /api/v1/meta/objects/{name}',
  ]) assert.ok(clara.includes(line), line);
  const vito = await operationsOf('vito');
  assert.deepEqual(vito.filter((line) => line.startsWith('account.')).map((line) => line.split(':', 1)[0]!).toSorted(), ['account.get', 'account.get.batch', 'account.history', 'account.list', 'account.query']);
  assert.deepEqual(vito.filter((line) => line.startsWith('ticket.')), []);
  for (const each of [clara, vito]) assert.deepEqual(each.filter((line) => /^(?:audit|tenant)\./u.test(line)), [], 'no route is claimed that is not there');
});

test('writes tell their headers: a key for each, If-Match where there is a record to match', async (t) => {
  const desk = await startHelpDesk(t);
  const document = (await desk.ask('GET', '/api/openapi.json')).json;
  const paths = document['paths'] as Record<string, Record<string, { parameters: Json[] }>>;
  const headersOf = (path: string, method: string) => paths[path]?.[method]?.parameters.map((each) => resolved(each, document)).filter((each) => each['in'] === 'header').map(({ name }) => name);
  assert.deepEqual(headersOf('/api/v1/data/account', 'post'), ['Idempotency-Key']);
  for (const method of ['patch', 'delete']) assert.deepEqual(headersOf('/api/v1/data/account/{id}', method), ['Idempotency-Key', 'If-Match']);
  assert.deepEqual(headersOf('/api/v1/data/ticket/{id}/close', 'post'), ['Idempotency-Key', 'If-Match']);
  assert.deepEqual(headersOf('/api/v1/data/account/query', 'post'), []);
});

test('every operation that it names is there', async (t) => {
  const desk = await startHelpDesk(t);
  const { json } = await desk.ask('GET', '/api/openapi.json');
  for (const [path, item] of Object.entries(json['paths'] as Record<string, Record<string, unknown>>)) {
    for (const method of Object.keys(item)) {
      const answer = await desk.ask(method.toUpperCase(), path.replace('{id}', 'none').replace('{name}', 'none'), method === 'get' || method === 'delete' ? {} : { body: {} });
      assert.ok(!['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED', 'OPERATION_NOT_FOUND', 'INTERNAL'].includes(answer.json['code'] as string), `${method} ${path}: ${answer.text}`);
    }
  }
});

test('meta describes the objects of the caller, each with what he may do', async (t) => {
  const desk = await startHelpDesk(t);
  const { json } = await desk.ask('GET', '/api/v1/meta/objects', { as: 'vito' });
  const account = (json['objects'] as { name: string; verbs: string[] }[]).find(({ name }) => name === 'account');
  assert.deepEqual(account?.verbs.toSorted(), ['get', 'history', 'list', 'query']);
  const described = await desk.ask('GET', '/api/v1/meta/objects/account', { as: 'vito' });
  assert.deepEqual(Object.keys(described.json['fields'] as object).filter((name) => ['name', 'segment', 'parent', 'secret', 'credit'].includes(name)), ['name', 'segment', 'parent']);
  const nearest = await desk.ask('GET', '/api/v1/meta/objects/acount');
  assert.deepEqual([nearest.status, nearest.json['hint']], [404, 'Did you mean "account"?']);
  const performed = (await desk.ask('GET', '/api/v1/meta/objects/ticket')).json['operations'] as { name: string }[];
  assert.deepEqual(performed.map(({ name }) => name), ['ticket.close', 'ticket.estimate']);
});

type Document = Json & { readonly paths: Record<string, Record<string, Json>>; readonly components: { readonly schemas: Record<string, Json> } };

async function documentOf(desk: Awaited<ReturnType<typeof startHelpDesk>>, as: 'clara' | 'vito' | 'wim'): Promise<Document> {
  return (await desk.ask('GET', '/api/openapi.json', { as })).json as Document;
}

function responseOf(document: Document, path: string, { method, status }: { readonly method: string; readonly status: number }): Json {
  const { responses } = document.paths[path]?.[method] ?? assert.fail(`${method} ${path} is not there`);
  return resolved((responses as Record<string, Json>)[status] ?? assert.fail(`${method} ${path} has no ${status}`), document);
}

/** The codes that the document lists for a status; undefined where any may come. */
function codesOf(document: Document, path: string, at: { readonly method: string; readonly status: number }): readonly string[] | undefined {
  const { content } = responseOf(document, path, at);
  const { schema } = (content as Record<string, { schema: { allOf: [Json, { properties: { code: { enum?: string[] } } }] } }>)['application/problem+json'] ?? assert.fail();
  return schema.allOf[1].properties.code.enum;
}

function fieldsOf({ components }: Document, name: string): readonly string[] {
  return Object.keys(components.schemas[name]?.['properties'] ?? {});
}

test('each refusal is documented with its codes, and those that a plugin makes up are left open', async (t) => {
  const document = await documentOf(await startHelpDesk(t), 'clara');
  assert.deepEqual(codesOf(document, '/api/v1/data/account/{id}', { method: 'patch', status: 412 }), ['STALE']);
  assert.deepEqual(codesOf(document, '/api/v1/data/account/{id}', { method: 'delete', status: 409 }), ['COMMAND_KEY_REUSED', 'RECORD_REFERENCED']);
  assert.deepEqual(codesOf(document, '/api/v1/data/ticket/{id}/close', { method: 'post', status: 409 }), ['COMMAND_KEY_REUSED', 'FLOW_WRONG_STATE', 'VALUE_TAKEN']);
  assert.deepEqual(codesOf(document, '/api/v1/data/ticket/{id}/close', { method: 'post', status: 403 }), ['FLOW_GUARD_FAILED', 'FORBIDDEN']);
  assert.equal(codesOf(document, '/api/v1/data/ticket/{id}/estimate', { method: 'post', status: 409 }), undefined);
  assert.deepEqual(Object.keys(responseOf(document, '/api/v1/data/account', { method: 'get', status: 503 })['headers'] as object), ['Retry-After']);
});

test('bodies, answers, filters and names are those of the caller: what he may not see or give is in none of them', async (t) => {
  const desk = await startHelpDesk(t);
  const [clara, vito, wim] = [await documentOf(desk, 'clara'), await documentOf(desk, 'vito'), await documentOf(desk, 'wim')];
  assert.ok(['credit', 'secret'].every((field) => fieldsOf(clara, 'account.record').includes(field) && fieldsOf(clara, 'account.filter').includes(field)));
  assert.doesNotMatch(JSON.stringify(vito), /credit|secret|ticket/u);
  assert.deepEqual(fieldsOf(vito, 'account.filter').filter((name) => ['name', 'segment', 'parent'].includes(name)), ['name', 'segment', 'parent']);
  assert.deepEqual(Object.keys(vito.components.schemas).filter((name) => name.endsWith('.body')), ['token.create.body']);
  assert.equal(fieldsOf(clara, 'ticket.update.body').includes('state'), false, 'the flow alone writes it');
  assert.deepEqual(fieldsOf(wim, 'account.record'), [], 'he reads no accounts');
  assert.deepEqual(fieldsOf(wim, 'Id'), ['id']);
  const { properties } = clara.components.schemas['account.record'] ?? assert.fail();
  assert.deepEqual(((properties as Record<string, { anyOf?: readonly Json[] }>)['parent']?.anyOf ?? [])[1], { $ref: '#/components/schemas/account.record' }, 'a lookup is answered as an id, or as the record with expand');
});

test('every part that is referred to is there, and every part that is there is referred to', async (t) => {
  const desk = await startHelpDesk(t);
  for (const person of ['clara', 'vito', 'wim'] as const) {
    const { text, json } = await desk.ask('GET', '/api/openapi.json', { as: person });
    const { securitySchemes: _schemes, ...components } = json['components'] as Record<string, object>;
    const parts = Object.entries(components).flatMap(([section, named]) => Object.keys(named).map((name) => `#/components/${section}/${name}`));
    assert.deepEqual([...new Set(Array.from(text.matchAll(/"\$ref":"([^"]+)"/gu), ([, ref = '']) => ref))].toSorted(), parts.toSorted(), person);
  }
});

test('who may the same is answered the same text, and is told when he has it already', async (t) => {
  const desk = await startHelpDesk(t);
  const first = await desk.ask('GET', '/api/openapi.json');
  const etag = first.headers.get('etag') ?? '';
  assert.deepEqual([(await desk.ask('GET', '/api/openapi.json')).text === first.text, (await desk.ask('GET', '/api/openapi.json', { headers: { 'if-none-match': etag } })).status], [true, 304]);
  assert.notEqual((await desk.ask('GET', '/api/openapi.json', { as: 'vito' })).headers.get('etag'), etag);
});

test('tokens have a path of their own, and the paths of records lead to none of what is about no record', async (t) => {
  const desk = await startHelpDesk(t);
  const made = await desk.ask('POST', '/api/v1/auth/tokens', { body: { label: 'for a script' } });
  assert.equal(made.status, 201);
  const { id, token } = made.json as { id: string; token: string };
  const signedIn = { as: null, headers: { authorization: `Bearer ${token}` } } as const;
  const listed = await desk.ask('GET', '/api/v1/auth/tokens?limit=1', signedIn);
  assert.deepEqual([listed.status, (listed.json['records'] as Json[]).map((each) => each['label'])], [200, ['for a script']]);
  assert.equal((await desk.ask('POST', '/api/v1/auth/tokens?dryRun=true', { body: {} })).status, 200);
  for (const [method, path] of [['POST', 'token'], ['GET', 'token'], ['POST', `token/${id}/revoke`], ['GET', 'meta'], ['POST', 'audit/1/verify']] as const) {
    const answer = await desk.ask(method, `/api/v1/data/${path}`, method === 'POST' ? { body: {} } : {});
    assert.equal(answer.status, 404, path);
  }
  assert.equal((await desk.ask('DELETE', `/api/v1/auth/tokens/${id}`, { as: 'vito' })).status, 404, 'it is not his');
  assert.equal((await desk.ask('DELETE', `/api/v1/auth/tokens/${id}`)).status, 200);
  assert.equal((await desk.ask('GET', '/api/v1/auth/tokens', signedIn)).status, 401);
});
