import { restFault } from './errors.ts';

/** Where a path leads. Data routes name an operation; the others are documents of the surface itself. */
export type Route =
  | { readonly kind: 'collection'; readonly object: string }
  | { readonly kind: 'query'; readonly object: string }
  | { readonly kind: 'batch'; readonly object: string }
  | { readonly kind: 'record'; readonly object: string; readonly id: string }
  | { readonly kind: 'history'; readonly object: string; readonly id: string }
  | { readonly kind: 'perform'; readonly object: string; readonly id: string; readonly verb: string }
  | { readonly kind: 'meta'; readonly object: string | null }
  | { readonly kind: 'tokens' }
  | { readonly kind: 'token'; readonly id: string }
  | { readonly kind: 'explain' }
  | { readonly kind: 'openapi' }
  | { readonly kind: 'health' };

const dataRoot = '/api/v1/data/';
const metaRoot = '/api/v1/meta/objects';
const tokensRoot = '/api/v1/auth/tokens';

/** Verbs with a route and a method of their own: they are not performed, so nobody meets a delete behind a POST. */
export const recordVerbs: ReadonlySet<string> = new Set(['list', 'query', 'get', 'create', 'update', 'delete', 'history']);

/** Null: no such path. Throws `PATH_MALFORMED` for a segment that is not valid percent-encoding. */
export function routeOf(path: string): Route | null {
  if (path.startsWith(dataRoot)) return dataRoute(path);
  if (path === metaRoot) return { kind: 'meta', object: null };
  const object = onlySegment(path, metaRoot);
  if (object !== null) return { kind: 'meta', object };
  if (path === tokensRoot) return { kind: 'tokens' };
  const id = onlySegment(path, tokensRoot);
  if (id !== null) return { kind: 'token', id };
  if (path === '/api/v1/permission/explain') return { kind: 'explain' };
  if (path === '/api/openapi.json') return { kind: 'openapi' };
  if (path === '/health') return { kind: 'health' };
  return null;
}

/** What follows the root, where that is one segment. */
function onlySegment(path: string, root: string): string | null {
  const segment = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
  return segment === '' || segment.includes('/') ? null : decode(segment);
}

function dataRoute(path: string): Route | null {
  const first = path.indexOf('/', dataRoot.length);
  const object = decode(first < 0 ? path.slice(dataRoot.length) : path.slice(dataRoot.length, first));
  if (object === '') return null;
  if (first < 0) return { kind: 'collection', object };
  const second = path.indexOf('/', first + 1);
  const id = decode(second < 0 ? path.slice(first + 1) : path.slice(first + 1, second));
  if (id === '') return null;
  if (second < 0) return id === 'query' || id === 'batch' ? { kind: id, object } : { kind: 'record', object, id };
  return recordRoute(object, id, path.slice(second + 1));
}

function recordRoute(object: string, id: string, rest: string): Route | null {
  if (rest === 'history') return { kind: 'history', object, id };
  const verb = rest.includes('/') ? '' : decode(rest);
  return verb === '' || recordVerbs.has(verb) ? null : { kind: 'perform', object, id, verb };
}

/** Most segments hold nothing to decode, and then decoding is the larger part of routing. */
function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw restFault('PATH_MALFORMED', { segment });
  }
}
