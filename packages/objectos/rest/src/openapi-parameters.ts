import type { JsonSchema } from '@objectos/kernel';
import type { Place } from './openapi-place.ts';
import { parametersOf } from './query-parameters.ts';
import type { ParameterSet } from './query-parameters.ts';

export function pathParameters(path: string): readonly JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

/** Names are given with commas between them, never by repeating the parameter. */
const namesSchema = { type: 'array', items: { type: 'string' } } as const;

export function queryParameters(set: ParameterSet, schema: JsonSchema): readonly JsonSchema[] {
  const members = (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined) ?? {};
  return Object.keys(parametersOf[set]).map((name) => queryParameter(name, members[name] ?? { type: 'string' }));
}

function queryParameter(name: string, { description, ...schema }: JsonSchema): JsonSchema {
  const told = { name, in: 'query', ...(description === undefined ? {} : { description }) };
  if (name === 'filter') return { ...told, content: { 'application/json': { schema } } };
  if (name === 'dryRun') return { ...told, description: 'Judge and answer, change nothing.', schema: { type: 'boolean' } };
  if (['sort', 'fields', 'expand'].includes(name)) return { ...told, style: 'form', explode: false, schema: namesSchema };
  return { ...told, schema };
}

export function headerParameters({ writes, path, created }: Place): readonly JsonSchema[] {
  if (!writes) return [];
  const key = { name: 'Idempotency-Key', in: 'header', description: 'The same key is answered, not done, a second time.', schema: { type: 'string', minLength: 1, maxLength: 200 } };
  const match = { name: 'If-Match', in: 'header', description: 'The ETag that the change rests on; 412 where the record has changed since.', schema: { type: 'string' } };
  return created || !path.includes('{id}') ? [key] : [key, match];
}
