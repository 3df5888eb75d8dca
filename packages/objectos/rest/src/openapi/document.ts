import type { JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import { descriptorsOf } from '@objectql/metadata';
import { placeOf } from '../openapi-place.ts';
import { Components } from './components.ts';
import { ObjectSchemas, objectOf } from './object-schemas.ts';
import { batchEntry, entryOf } from './operation-entry.ts';
import type { Book } from './operation-entry.ts';
import { problemSchema } from './problem-responses.ts';

/**
 * OpenAPI 3.1 of what one caller may do: every operation that REST projects and the caller is granted, with the input and
 * output schemas that he may see and the codes that he may be refused with. Nothing else is named. `version` is of the
 * document and not of the metadata, which may change where he cannot see it.
 */
export function openApiOf(permitted: readonly Permitted[], snapshot: Snapshot, version: string): JsonSchema {
  const components = new Components();
  components.named('schemas', 'Problem', () => problemSchema);
  const book: Book = { components, schemas: new ObjectSchemas(components, permitted, snapshot), snapshot };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const subjects = new Set<string>();
  for (const each of permitted) {
    const place = placeOf(each.operation);
    if (place === null) continue;
    subjects.add(objectOf(each.operation.name));
    (paths[place.path] ??= {})[place.method] = entryOf(each, place, book);
    if (place.batch !== undefined) paths[place.batch] = { post: batchEntry(each, book) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ObjectOS',
      version,
      summary: 'Every operation that this token may use, and nothing else.',
      description: conventions,
      contact: { name: 'Whoever runs this server' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that answered this document.' }],
    security: [{ token: [] }],
    tags: tagsOf(subjects, snapshot),
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token of `objectos token create`, or of `token.create` here.' } }, ...components.toJson() },
  };
}

const conventions = [
  'Bodies and answers are JSON in UTF-8. Decimals and money are texts with all their digits; times are UTC.',
  'A record that you may not see does not exist: 404. A field that you may not see in this one record reads null and is named in `_masked`.',
  'Every failure is problem+json with a stable `code`; each response lists the codes that it can have. Plugins may refuse with further ones.',
  'Pages of other origins may call it from a browser where the operator lists them: a preflight needs no token, and every answer then says so to the origin that asked.',
].join('\n\n');

const ofTheRuntime: Readonly<Record<string, string>> = { meta: 'What there is, as far as you may use it.', token: 'Your tokens.' };

function tagsOf(subjects: ReadonlySet<string>, snapshot: Snapshot): readonly JsonSchema[] {
  const objects = descriptorsOf(snapshot, 'object');
  return [...subjects].toSorted().map((name) => {
    const { label, description } = objects.get(name) ?? {};
    return { name, description: description ?? ofTheRuntime[name] ?? `Records of ${label ?? name}.` };
  });
}
