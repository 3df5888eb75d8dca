import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorSchemas } from './editor-schemas.ts';
import type { Json, JsonObject } from './json.ts';

/** Every property of a schema, at any depth, by its path. */
function* propertiesOf(schema: Json, path = ''): Generator<readonly [path: string, property: JsonObject]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, part] of Object.entries(schema as JsonObject)) {
    if (key === 'properties') for (const [name, property] of Object.entries(part as JsonObject)) yield [`${path}.${name}`, property as JsonObject];
    yield* propertiesOf(part, key === 'properties' || Array.isArray(schema) ? path : `${path}.${key}`);
  }
}

function partOf(schema: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((part, key) => (part as JsonObject)[key], schema);
}

test('every key that an author may write is explained to his editor', () => {
  const bare = editorSchemas().flatMap(({ name, schema }) => [...propertiesOf(schema)].flatMap(([path, property]) => (property['description'] === undefined && property['const'] === undefined ? [`${name}${path}`] : [])));
  assert.deepEqual([...new Set(bare)], []);
});

test('schemas are for files by folder and by name, and hold nothing that no author writes', () => {
  const byName = new Map(editorSchemas().map((each) => [each.name, each]));
  assert.deepEqual([...byName.keys()], ['object', 'flow', 'role', 'action', 'manifest']);
  assert.deepEqual(byName.get('flow')?.files, ['*.flow.yml', 'flows/*.yml', '*.flow.yaml', 'flows/*.yaml', '*.flow.json', 'flows/*.json']);
  assert.deepEqual(byName.get('manifest')?.files, ['*.manifest.json']);
  for (const { schema } of byName.values()) {
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
    assert.doesNotMatch(JSON.stringify(schema), /"source"/u);
  }
});

test('names of the app are suggested and never the only ones', () => {
  const [, flow] = editorSchemas({ objects: ['expense'], roles: ['manager'] });
  assert.deepEqual(partOf(flow?.schema, 'properties', 'object'), { description: 'The object whose records it moves.', anyOf: [{ enum: ['expense'] }, { type: 'string' }] });
  assert.match(JSON.stringify(flow?.schema), /"anyOf":\[\{"enum":\["manager"\]\},\{"type":"string"\}/u);
  const manifest = editorSchemas({ operations: ['expense.approve'] }).at(-1);
  assert.deepEqual(partOf(manifest?.schema, 'properties', 'agentTools', 'items'), { anyOf: [{ enum: ['expense.approve'] }, { type: 'string' }] });
});
