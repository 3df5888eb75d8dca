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
  /** Whether it makes something, and whether that has an address then. */
  readonly created: 'no' | 'yes' | 'at a place';
  /** It changes one record, whose revision `If-Match` may say. */
  readonly revised: boolean;
  /** The answer is one record and carries its ETag. */
  readonly tagged: boolean;
  /** Where several are answered at once. */
  readonly batch?: string;
}

const read = { parameters: 'none', body: 'none', writes: false, created: 'no', revised: false, tagged: false } as const;
const write = { parameters: 'write', body: 'of a record', writes: true, created: 'no', revised: true, tagged: true } as const;

/** Null: REST has no route to it. */
export function placeOf({ name, target, surfaces }: AnyOperation): Place | null {
  if (surfaces !== undefined && !surfaces.includes('rest')) return null;
  const dot = name.indexOf('.');
  const object = name.slice(0, dot);
  const verb = name.slice(dot + 1);
  if (target === 'system') return systemPlaces.get(name) ?? null;
  if (target === 'collection') return collectionPlace(verb, `/api/v1/data/${object}`);
  const place = recordPlace(verb, `/api/v1/data/${object}/{id}`);
  return verb === 'get' && place !== null ? { ...place, batch: `/api/v1/data/${object}/batch` } : place;
}

/** Operations that are about no record have the routes of `routeOf` and no others: the paths of records do not reach them. */
const systemPlaces: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['meta.objects', { ...read, method: 'get', path: '/api/v1/meta/objects' }],
  ['meta.object', { ...read, method: 'get', path: '/api/v1/meta/objects/{name}' }],
  ['permission.explain', { ...read, method: 'post', path: '/api/v1/permission/explain', body: 'whole' }],
  ['token.list', { ...read, method: 'get', path: '/api/v1/auth/tokens', parameters: 'tokens' }],
  ['token.create', { ...write, method: 'post', path: '/api/v1/auth/tokens', body: 'whole', created: 'yes', revised: false, tagged: false }],
  ['token.revoke', { ...write, method: 'delete', path: '/api/v1/auth/tokens/{id}', body: 'none', revised: false, tagged: false }],
]);

function collectionPlace(verb: string, path: string): Place | null {
  if (verb === 'list') return { ...read, method: 'get', path, parameters: 'list' };
  if (verb === 'query') return { ...read, method: 'post', path: `${path}/query`, body: 'whole' };
  return verb === 'create' ? { ...write, method: 'post', path, body: 'whole', created: 'at a place', revised: false } : null;
}

function recordPlace(verb: string, path: string): Place | null {
  if (verb === 'get') return { ...read, method: 'get', path, parameters: 'get', tagged: true };
  if (verb === 'history') return { ...read, method: 'get', path: `${path}/history`, parameters: 'history' };
  if (verb === 'update') return { ...write, method: 'patch', path };
  if (verb === 'delete') return { ...write, method: 'delete', path, body: 'none', tagged: false };
  return recordVerbs.has(verb) ? null : { ...write, method: 'post', path: `${path}/${verb}` };
}
