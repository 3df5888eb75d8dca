import type { PermittedByName, Target } from './tool.ts';
import type { Completes } from './completes.ts';
import type { Resource } from './resource.ts';
import { UriTemplate } from './uri-template.ts';
import type { Variables } from './uri-template.ts';

/** A resource or a template of a caller's list, with the operation that reads it. */
export interface ReadableResource {
  readonly template: UriTemplate;
  readonly listed: { readonly name: string; readonly title: string; readonly description: string; readonly mimeType: string };
  readonly completes: Readonly<Record<string, Completes>>;
  /** Which operation reading it means, before the kernel is asked. */
  target(variables: Variables): Target;
  /** The records on which it rests; an object alone stands for all of its records. */
  follows(variables: Variables): readonly FollowedRecords[];
}

export interface FollowedRecords {
  readonly object: string;
  readonly id?: string;
}

const json = 'application/json';

/** Every record that the caller may get. */
const records: ReadableResource = {
  template: new UriTemplate('objectos://records/{object}/{id}'),
  listed: { name: 'record', title: 'Record', description: 'One record of an object, as far as you may read it.', mimeType: json },
  completes: { object: { objectsWith: 'get' }, id: { object: '{object}' } },
  target: ({ object = '', id = '' }) => ({ operation: `${object}.get`, input: { id } }),
  follows: ({ object = '', id = '' }) => [{ object, id }],
};

/** The template of schemas; each object's own is listed under its name. */
export const schemas: ReadableResource = {
  template: new UriTemplate('objectos://schemas/{object}'),
  listed: { name: 'schema', title: 'Schema', description: 'Fields, events and actions of one object, as far as you may see and use them.', mimeType: json },
  completes: { object: { objectsWith: '*' } },
  target: ({ object = '' }) => ({ operation: 'meta.object', input: { name: object } }),
  follows: () => [],
};

/** What a plugin brings, as its readers meet it. */
function contributed({ uri, name, title, description, mimeType = json, operation, follows = [], completes = {} }: Resource): ReadableResource {
  const followed = follows.map((object) => ({ object }));
  return { template: new UriTemplate(uri), listed: { name, title, description, mimeType }, completes, target: (input) => ({ operation, input }), follows: () => followed };
}

/** What this caller can read, most particular first: what plugins bring, then schemas and records. */
export function readableResources(permitted: PermittedByName, resources: Iterable<Resource>): readonly ReadableResource[] {
  const readsRecords = [...permitted.keys()].some((name) => name.endsWith('.get'));
  return [...Iterator.from(resources).filter(({ operation }) => permitted.has(operation)).map(contributed), ...permitted.has('meta.object') ? [schemas] : [], ...readsRecords ? [records] : []];
}

/** The resource at `uri` with what its variables are there; undefined where there is none. */
export function resourceAt(resources: readonly ReadableResource[], uri: string): { readonly resource: ReadableResource; readonly variables: Variables } | undefined {
  for (const resource of resources) {
    const variables = resource.template.match(uri);
    if (variables !== undefined) return { resource, variables };
  }
  return undefined;
}
