import { encodeListQuery } from '@objectos/protocol';
import type { ListQuery } from '@objectos/protocol';
import type { Client } from './client-types.ts';
import { createSend } from './http.ts';
import type { CallOptions, ClientOptions, Send, WriteOptions } from './http.ts';

/**
 * A typed client: `createClient<typeof app>({ url, token })` knows objects, fields, events and actions from `defineApp`;
 * with the declarations that `objectos types` writes, `createClient<App>` knows those of YAML, JSON and imported metadata.
 * Nothing of the metadata is needed at run time.
 */
export function createClient<A>(options: ClientOptions): Client<A> {
  const send = createSend(options);
  const objects = new Map<string, object>();
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      // A promise chain asks everything for `then`; a client is not a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = objects.get(name) ?? objectClient(send, name);
      objects.set(name, known);
      return known;
    },
  }) as Client<A>;
}

type Method = (...given: never[]) => Promise<unknown>;

function objectClient(send: Send, object: string): object {
  const methods = recordMethods(send, `/data/${encodeURIComponent(object)}`);
  return new Proxy(methods, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!Object.hasOwn(methods, name)) methods[name] = perform(send, `/data/${encodeURIComponent(object)}`, name);
      return methods[name];
    },
  });
}

function recordMethods(send: Send, root: string): Record<string, Method> {
  const at = (id: string): string => `${root}/${encodeURIComponent(id)}`;
  return {
    get: (id: string, { signal, ...query }: ListQuery & CallOptions = {}) =>
      send({ method: 'GET', path: withQuery(at(id), encodeListQuery(query)), options: optional({ signal }) }),
    list: (query: ListQuery = {}, options: CallOptions = {}) => send({ method: 'GET', path: withQuery(root, encodeListQuery(query)), options }),
    query: (query: ListQuery = {}, options: CallOptions = {}) => send({ method: 'POST', path: `${root}/query`, body: query, options }),
    create: (values: object, options: WriteOptions = {}) => send({ method: 'POST', path: root, body: values, options }),
    update: (id: string, changes: object, options: WriteOptions = {}) => send({ method: 'PATCH', path: at(id), body: changes, options }),
    delete: (id: string, options: WriteOptions = {}) => send({ method: 'DELETE', path: at(id), options }),
    history: (id: string, page: ListQuery = {}, options: CallOptions = {}) =>
      send({ method: 'GET', path: withQuery(`${at(id)}/history`, encodeListQuery(page)), options }),
  };
}

function perform(send: Send, root: string, verb: string): Method {
  return (id: string, input: object = {}, options: WriteOptions = {}) =>
    send({ method: 'POST', path: `${root}/${encodeURIComponent(id)}/${encodeURIComponent(verb)}`, body: input, options });
}

function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function optional({ signal }: { readonly signal: AbortSignal | undefined }): CallOptions {
  return signal === undefined ? {} : { signal };
}
