import { Rendered } from '@objectos/kernel';
import type { Reply } from '@objectos/kernel';
import { takesGzip } from './accept-encoding.ts';
import { answerBatch } from './batch.ts';
import { isKnown, revisionIn } from './entity-tag.ts';
import { restFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { OpenApiText } from './openapi/documents.ts';
import { documentReply, jsonReply, notModified, recordReply } from './reply.ts';
import { readBody } from './request-input.ts';
import type { RestReply, RestRequest } from './rest-request.ts';
import type { Route } from './route.ts';

type Act<R extends Route> = (exchange: Exchange, route: R) => Promise<RestReply>;
/** What can be done at a route, by method. */
export type Handler<R extends Route> = Readonly<Record<string, Act<R>>>;

/** Routes that are answered to a caller who has signed in. */
export type SignedInRoute = Exclude<Route, { readonly kind: 'health' }>;
type Handlers = { readonly [K in SignedInRoute['kind']]: Handler<Extract<Route, { readonly kind: K }>> };

/** Each route and method as one call of one operation. No rule stands here: who may, what is valid, what is found is the kernel's. */
const handlers: Handlers = {
  collection: {
    GET: async (exchange, { object }) => jsonReply(200, (await exchange.read(`${object}.list`, exchange.parameters('list'))).value),
    POST: withBody(async (exchange, { object }, body) => {
      const reply = await exchange.write(`${object}.create`, body);
      return exchange.isDryRun ? recordReply(200, reply) : recordReply(201, reply, locationOf(object, reply));
    }),
  },
  query: {
    POST: async (exchange, { object }) => {
      exchange.parameters('none');
      return jsonReply(200, (await exchange.read(`${object}.query`, await readBody(exchange.request, true))).value);
    },
  },
  batch: {
    POST: async (exchange, { object }) => jsonReply(200, new Rendered(await answerBatch(exchange, object))),
  },
  record: {
    GET: async (exchange, { object, id }) => {
      const shape = exchange.parameters('get');
      const answer = recordReply(200, await exchange.read(`${object}.get`, { ...shape, id }));
      const { etag } = answer.headers;
      // The revision says nothing of the records that the answer shows beside its own.
      const seen = shape['expand'] === undefined && isKnown(exchange.request.header('if-none-match'), etag);
      return seen && etag !== undefined ? notModified(etag) : answer;
    },
    PATCH: withBody(async (exchange, { object, id }, body) => recordReply(200, await exchange.write(`${object}.update`, addressed(id, exchange.request, body)))),
    DELETE: async (exchange, { object, id }) => recordReply(200, await exchange.write(`${object}.delete`, addressed(id, exchange.request, {}))),
  },
  history: {
    GET: async (exchange, { object, id }) => jsonReply(200, (await exchange.read(`${object}.history`, { ...exchange.parameters('history'), id })).value),
  },
  perform: {
    POST: withBody(async (exchange, { object, id, verb }, body) => recordReply(200, await exchange.write(`${object}.${verb}`, addressed(id, exchange.request, body))), 'or none'),
  },
  meta: {
    GET: async (exchange, { object }) => {
      exchange.parameters('none');
      const reply = await (object === null ? exchange.read('meta.objects', {}) : exchange.read('meta.object', { name: object }));
      return jsonReply(200, reply.value);
    },
  },
  tokens: {
    GET: async (exchange) => jsonReply(200, (await exchange.read('token.list', exchange.parameters('tokens'))).value),
    POST: withBody(async (exchange, _route, body) => {
      const reply = await exchange.write('token.create', body);
      return recordReply(exchange.isDryRun ? 200 : 201, reply);
    }, 'or none'),
  },
  token: {
    DELETE: async (exchange, { id }) => recordReply(200, await exchange.write('token.revoke', { id })),
  },
  explain: {
    POST: async (exchange) => {
      exchange.parameters('none');
      return jsonReply(200, (await exchange.read('permission.explain', await readBody(exchange.request))).value);
    },
  },
  openapi: {
    GET: (exchange) => {
      exchange.parameters('none');
      return answerDocument(exchange.openApi(), exchange.request);
    },
  },
};

/** An act that begins with its body; where that is there already, nothing is waited for. */
function withBody<R extends Route>(act: (exchange: Exchange, route: R, body: Readonly<Record<string, unknown>>) => Promise<RestReply>, orNone?: 'or none'): Act<R> {
  return (exchange, route) => {
    const body = readBody(exchange.request, orNone !== undefined);
    return body instanceof Promise ? body.then((given) => act(exchange, route, given)) : act(exchange, route, body);
  };
}

export function handlerOf(route: SignedInRoute): Handler<SignedInRoute> {
  return handlers[route.kind] as Handler<SignedInRoute>;
}

/** The methods of a route, as HTTP lists them. */
export function allowedAt(route: Route): string {
  return methodList(route.kind === 'health' ? ['GET'] : Object.keys(handlerOf(route)));
}

/** Methods with commas between them; `GET` brings `HEAD`. */
export function methodList(methods: readonly string[]): string {
  return methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])).join(', ');
}

/** Adds what the path and `If-Match` say to what the body says; the body may not say it too. */
function addressed(id: string, request: RestRequest, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [name, where] of [['id', 'the path'], ['revision', 'the If-Match header']] as const) {
    if (Object.hasOwn(body, name)) throw restFault('MEMBER_MISPLACED', { name, where }, { details: { path: name } });
  }
  const revision = revisionIn(request.header('if-match'));
  return revision === undefined ? { ...body, id } : { ...body, id, revision };
}

/** The tag is weak, for the same document has other bytes where it is packed. */
async function answerDocument(document: OpenApiText, request: RestRequest): Promise<RestReply> {
  const { etag, packed } = document;
  if (isKnown(request.header('if-none-match'), etag)) return documentReply(304, '', { etag });
  if (packed === null || !takesGzip(request.header('accept-encoding'))) return documentReply(200, document.text, { etag });
  return documentReply(200, await packed.bytes(), { etag, 'content-encoding': 'gzip' });
}

/** Neither a name nor an id has a character that an address would escape. */
function locationOf(object: string, { id }: Reply): string | undefined {
  return id === undefined ? undefined : `/api/v1/data/${object}/${id}`;
}
