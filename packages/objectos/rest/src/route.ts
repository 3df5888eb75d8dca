/** Where a path leads. `data` routes name an operation; the others are documents of the surface itself. */
export type Route =
  | { readonly kind: 'collection'; readonly object: string }
  | { readonly kind: 'query'; readonly object: string }
  | { readonly kind: 'record'; readonly object: string; readonly id: string }
  | { readonly kind: 'perform'; readonly object: string; readonly id: string; readonly verb: string }
  | { readonly kind: 'meta'; readonly object: string | null }
  | { readonly kind: 'openapi' }
  | { readonly kind: 'health' };

const dataRoot = '/api/v1/data/';
const metaRoot = '/api/v1/meta/objects';

/** Null: no such path, or a segment that is not valid percent-encoding. */
export function routeOf(path: string): Route | null {
  if (path.startsWith(dataRoot)) return dataRoute(path);
  if (path === metaRoot) return { kind: 'meta', object: null };
  if (path.startsWith(`${metaRoot}/`)) {
    const object = decode(path.slice(metaRoot.length + 1));
    return object === null || object === '' || object.includes('/') ? null : { kind: 'meta', object };
  }
  if (path === '/api/openapi.json') return { kind: 'openapi' };
  if (path === '/health') return { kind: 'health' };
  return null;
}

function dataRoute(path: string): Route | null {
  const first = path.indexOf('/', dataRoot.length);
  if (first < 0) return collection(path.slice(dataRoot.length));
  const object = path.slice(dataRoot.length, first);
  const second = path.indexOf('/', first + 1);
  const id = decode(second < 0 ? path.slice(first + 1) : path.slice(first + 1, second));
  if (object === '' || id === null || id === '') return null;
  if (second < 0) return id === 'query' ? { kind: 'query', object } : { kind: 'record', object, id };
  const verb = path.slice(second + 1);
  return verb === '' || verb.includes('/') ? null : { kind: 'perform', object, id, verb };
}

function collection(object: string): Route | null {
  return object === '' ? null : { kind: 'collection', object };
}

/** Most segments hold nothing to decode, and then decoding is the larger part of routing. */
function decode(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
