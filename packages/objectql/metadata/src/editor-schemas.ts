import * as z from 'zod';
import type { Json, JsonObject } from './json.ts';
import { manifestShape } from './load-manifest.ts';
import { authored, describedIn, wholeRules, wholeShapes } from './whole-shapes.ts';

/** A JSON Schema for editors, and the files that it is for. */
export interface EditorSchema {
  /** `flow`, `object`, `role`, `action`, `manifest`. */
  readonly name: string;
  /** File name patterns, as editors write them: `*.flow.yml`, `flows/*.yml`. */
  readonly files: readonly string[];
  /** Draft-07, which every editor reads. */
  readonly schema: JsonObject;
}

/** What an app has, to be suggested while one types. None of it is required: other plugins may bring more. */
export interface KnownNames {
  readonly objects?: readonly string[];
  readonly roles?: readonly string[];
  /** Operations, for `agentTools`. */
  readonly operations?: readonly string[];
}

const endings = ['yml', 'yaml', 'json'];
const imported = z.strictObject({ import: z.string().min(1).describe('A package, or a path beside or below the manifest.') });

const manifest = manifestShape.extend({
  objects: listOf('object'), flows: listOf('flow'), actions: listOf('action'), roles: listOf('role'),
  permissions: z.record(z.string(), wholeRules).optional().describe(describedIn(manifestShape.shape.permissions)),
});

function listOf(kind: keyof typeof wholeShapes): z.ZodType {
  return z.array(z.union([imported, wholeShapes[kind]])).optional().describe(describedIn(manifestShape.shape[`${kind}s`]));
}

/** The schemas of everything that is written in files: descriptors in YAML and JSON, and manifests in JSON. Made of the shapes that the parsers check with. */
export function editorSchemas(names: KnownNames = {}): readonly EditorSchema[] {
  const kinds = Object.entries(wholeShapes).map(([kind, shape]): EditorSchema => ({
    name: kind,
    files: endings.flatMap((ending) => [`*.${kind}.${ending}`, `${kind}s/*.${ending}`]),
    schema: schemaOf(shape, { title: `ObjectOS ${kind}`, names }),
  }));
  return [...kinds, { name: 'manifest', files: ['*.manifest.json'], schema: schemaOf(manifest, { title: 'ObjectOS plugin manifest', names }) }];
}

function schemaOf(shape: z.ZodType, { title, names }: { readonly title: string; readonly names: KnownNames }): JsonObject {
  const { $schema, ...schema } = authored(z.toJSONSchema(shape, { target: 'draft-7', unrepresentable: 'any', io: 'input' }) as Json) as JsonObject;
  return { $schema: $schema ?? '', title, ...(suggesting(schema, names) as JsonObject) };
}

/** Puts the app's names beside the free texts of these keys: an editor offers them and still takes any other. */
function suggesting(schema: Json, names: KnownNames): Json {
  if (Array.isArray(schema)) return schema.map((each) => suggesting(each, names));
  if (typeof schema !== 'object' || schema === null) return schema;
  const known: Readonly<Record<string, readonly string[] | undefined>> = { object: names.objects, role: names.roles, agentTools: names.operations };
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => {
    if (key !== 'properties') return [key, suggesting(part, names)];
    return [key, Object.fromEntries(Object.entries(part as JsonObject).map(([name, property]) => {
      const words = known[name];
      const inner = suggesting(property, names);
      return [name, words === undefined || words.length === 0 ? inner : withWords(inner, words)];
    }))];
  }));
}

function withWords(schema: Json, words: readonly string[]): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const written = schema as JsonObject;
  const { type, items, anyOf } = written;
  if (type === 'array' && items !== undefined) return { ...written, items: withWords(items, words) };
  if (Array.isArray(anyOf)) return { ...written, anyOf: [{ enum: words }, ...(anyOf as readonly Json[])] };
  const { description, ...rest } = written;
  return { ...(description === undefined ? {} : { description }), anyOf: [{ enum: words }, rest] };
}
