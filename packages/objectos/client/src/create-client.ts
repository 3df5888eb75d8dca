import { encodeListQuery } from '@objectos/protocol';
import type { ListAnswer, ListQuery } from '@objectos/protocol';
import { WriteNews, internals } from './client-internals.ts';
import type { ObjectInternals } from './client-internals.ts';
import type { CallOptions, ClientOptions, WriteOptions } from './client-options.ts';
import type { Client } from './client-types.ts';
import { editRecord } from './edit-record.ts';
import type { EditOptions } from './edit-record.ts';
import { GatheredGets } from './gathered-gets.ts';
import type { GetShape } from './gathered-gets.ts';
import { all, pages } from './pages.ts';
import { createSend } from './send.ts';
import type { Send } from './send.ts';

/**
 * A typed client: `createClient<typeof app>({ url, token })` knows objects, fields, events and actions from `defineApp`;
 * with the declarations that `objectos types` writes, `createClient<App>` knows those of YAML, JSON and imported metadata.
 * Nothing of the metadata is needed at run time.
 */
export function createClient<A>(options: ClientOptions): Client<A> {
  const news = new WriteNews();
  const send = telling(createSend(options), news);
  const objects = new Map<string, object>();
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      if (name === internals) return news;
      // A promise chain asks everything for `then`; a client is not a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = objects.get(name) ?? hooked(objectClient(send, name, options.batch !== false), { object: name, client: news });
      objects.set(name, known);
      return known;
    },
  }) as Client<A>;
}

/** The methods of an object, and what hooks ask of it. */
function hooked(methods: object, own: ObjectInternals): object {
  return new Proxy(methods, { get: (target, name): unknown => (name === internals ? own : Reflect.get(target, name)) });
}

/** Tells of every write that was tried. */
function telling(send: Send, news: WriteNews): Send {
  return async (exchange) => {
    try {
      return await send(exchange);
    } finally {
      if (exchange.changes !== undefined && exchange.options.dryRun !== true) news.tell(exchange.changes);
    }
  };
}

type Method = (...given: never[]) => unknown;

/** A record as read, or its id. */
type Addressed = string | { readonly id: string; readonly revision: number };

function objectClient(send: Send, object: string, batch: boolean): object {
  const methods: Record<string, Method> = { ...readMethods(send, object, batch), ...writeMethods(send, object) };
  methods['edit'] = (id: string, change: (record: object) => unknown, { attempts, ...options }: EditOptions = {}) => editRecord({
    read: () => send({ method: 'GET', path: pathOf(object, id), options }) as Promise<object>,
    write: (changes, revision) => send({ method: 'PATCH', path: pathOf(object, id), body: changes, changes: object, options: { ...options, revision } }),
  }, change, attempts);
  return new Proxy(methods, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!Object.hasOwn(methods, name)) methods[name] = perform(send, object, name);
      return methods[name];
    },
  });
}

/** A query whose text is longer than this goes in a body: servers and proxies bound addresses. */
const longestAddress = 4_000;

function readMethods(send: Send, object: string, batch: boolean): Record<string, Method> {
  const root = pathOf(object);
  const single = (id: string, shape: GetShape, options: CallOptions): Promise<unknown> =>
    send({ method: 'GET', path: withQuery(pathOf(object, id), encodeListQuery(shape)), options });
  const gathered = new GatheredGets({ send, root, single });
  const list = (query: ListQuery = {}, options: CallOptions = {}): Promise<unknown> => send({ method: 'GET', path: withQuery(root, encodeListQuery(query)), options });
  const query = (asked: ListQuery = {}, options: CallOptions = {}): Promise<unknown> => send({ method: 'POST', path: `${root}/query`, body: asked, options });
  const turn = (asked: ListQuery = {}, options: CallOptions = {}) => pages(
    (page) => (encodeListQuery(page).toString().length > longestAddress ? query : list)(page, options) as Promise<ListAnswer<unknown>>, asked);
  return {
    get(id: string, { signal, timeout, deadline, retries, headers, ...shape }: ListQuery & CallOptions = {}) {
      const own = Object.fromEntries(Object.entries({ timeout, deadline, retries, headers }).filter(([, value]) => value !== undefined));
      const gathers = batch && typeof id === 'string' && Object.keys(own).length === 0;
      return gathers ? gathered.get(id, { ...shape }, signal) : single(id, { ...shape }, signal === undefined ? own : { ...own, signal });
    },
    list,
    query,
    pages: turn,
    all: (asked: ListQuery = {}, options: CallOptions = {}) => all(turn(asked, options)),
    history: (id: string, page: ListQuery = {}, options: CallOptions = {}) =>
      send({ method: 'GET', path: withQuery(`${pathOf(object, id)}/history`, encodeListQuery(page)), options }),
  };
}

function writeMethods(send: Send, object: string): Record<string, Method> {
  return {
    create: (values: object, options: WriteOptions = {}) => send({ method: 'POST', path: pathOf(object), body: values, changes: object, options }),
    update: (target: Addressed, changes: object, options: WriteOptions = {}) =>
      send({ method: 'PATCH', path: pathOf(object, idOf(target)), body: changes, changes: object, options: restingOn(target, options) }),
    delete: (target: Addressed, options: WriteOptions = {}) =>
      send({ method: 'DELETE', path: pathOf(object, idOf(target)), changes: object, options: restingOn(target, options) }),
  };
}

function perform(send: Send, object: string, verb: string): Method {
  return (target: Addressed, input: object = {}, options: WriteOptions = {}) =>
    send({ method: 'POST', path: `${pathOf(object, idOf(target))}/${encodeURIComponent(verb)}`, body: input, changes: object, options: restingOn(target, options) });
}

function pathOf(object: string, id?: string): string {
  const root = `/data/${encodeURIComponent(object)}`;
  return id === undefined ? root : `${root}/${encodeURIComponent(id)}`;
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

function idOf(target: Addressed): string {
  return typeof target === 'object' ? target.id : target;
}

/** A change of a record that was read rests on the revision that it had then. */
function restingOn(target: Addressed, options: WriteOptions): WriteOptions {
  if (typeof target !== 'object' || options.revision !== undefined) return options;
  if (typeof target.revision !== 'number') throw new TypeError('This record was read without its revision; ask for the field "revision" too, or give its id.');
  return { ...options, revision: target.revision };
}
