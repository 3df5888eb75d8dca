import type { AnyOperation } from '@objectos/kernel';
import type { ParameterSet } from './query-parameters.ts';
import { recordVerbs } from './route.ts';

/** Where an operation is found on REST: the other direction of `routeOf`. */
export interface Place {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly parameters: ParameterSet;
  /** Whether the body holds the input, and whether the path says of which record. */
  readonly body: 'none' | 'whole' | 'of a record';
  readonly writes: boolean;
  readonly created: boolean;
  /** The answer is one record and carries its ETag. */
  readonly tagged: boolean;
}

const read = { parameters: 'none', body: 'none', writes: false, created: false, tagged: false } as const;
const write = { parameters: 'write', body: 'of a record', writes: true, created: false, tagged: true } as const;

/** Null: REST has no route to it. */
export function placeOf({ name, target, surfaces }: AnyOperation): Place | null {
  if (surfaces !== undefined && !surfaces.includes('rest')) return null;
  const dot = name.indexOf('.');
  const object = name.slice(0, dot);
  const verb = name.slice(dot + 1);
  if (target === 'system') return metaPlace(name);
  if (target === 'collection') return collectionPlace(verb, `/api/v1/data/${object}`);
  return recordPlace(verb, `/api/v1/data/${object}/{id}`);
}

function metaPlace(name: string): Place | null {
  if (name === 'meta.objects') return { ...read, method: 'get', path: '/api/v1/meta/objects' };
  return name === 'meta.object' ? { ...read, method: 'get', path: '/api/v1/meta/objects/{name}' } : null;
}

function collectionPlace(verb: string, path: string): Place | null {
  if (verb === 'list') return { ...read, method: 'get', path, parameters: 'list' };
  if (verb === 'query') return { ...read, method: 'post', path: `${path}/query`, body: 'whole' };
  return verb === 'create' ? { ...write, method: 'post', path, body: 'whole', created: true } : null;
}

function recordPlace(verb: string, path: string): Place | null {
  if (verb === 'get') return { ...read, method: 'get', path, parameters: 'get', tagged: true };
  if (verb === 'history') return { ...read, method: 'get', path: `${path}/history`, parameters: 'history' };
  if (verb === 'update') return { ...write, method: 'patch', path };
  if (verb === 'delete') return { ...write, method: 'delete', path, body: 'none', tagged: false };
  return recordVerbs.has(verb) ? null : { ...write, method: 'post', path: `${path}/${verb}` };
}
