import { createContext, toFault } from '@objectos/kernel';
import type { Authenticator, Context, Platform, Reply, Runtime, Session } from '@objectos/kernel';
import { restFault } from './errors.ts';
import { openApiOf } from './openapi.ts';
import { readParameters } from './query-parameters.ts';
import type { ParameterSet } from './query-parameters.ts';
import { jsonReply, problemReply, recordReply } from './reply.ts';
import { readBody, readCommandKey, readIfMatch, readToken } from './request-input.ts';
import type { RestReply, RestRequest } from './rest-request.ts';
import { routeOf } from './route.ts';
import type { Route } from './route.ts';

export interface RestOptions {
  readonly runtime: Runtime;
  readonly authenticator: Authenticator;
  readonly platform: Platform;
}

/** The REST surface: request in, reply out; never rejects. */
export type Rest = (request: RestRequest) => Promise<RestReply>;

/**
 * The REST surface: a projection of the operation table. It reads the request, names the operation, renders the answer;
 * every rule (who, what, whether) is the kernel's.
 */
export function createRest(options: RestOptions): Rest {
  const surface = new RestSurface(options);
  return (request) => surface.handle(request);
}

class RestSurface {
  readonly #runtime: Runtime;
  readonly #authenticator: Authenticator;
  readonly #platform: Platform;

  constructor({ runtime, authenticator, platform }: RestOptions) {
    this.#runtime = runtime;
    this.#authenticator = authenticator;
    this.#platform = platform;
  }

  async handle(request: RestRequest): Promise<RestReply> {
    const requestId = this.#platform.uuid();
    try {
      return await this.#answer(request, requestId);
    } catch (error) {
      const fault = toFault(error);
      if (fault.category === 'internal') this.#platform.log('error', `request ${requestId} failed`, error);
      return problemReply(fault, requestId);
    }
  }

  async #answer(request: RestRequest, requestId: string): Promise<RestReply> {
    const { url } = request;
    const mark = url.indexOf('?');
    const route = routeOf(mark < 0 ? url : url.slice(0, mark));
    if (route?.kind === 'health') return jsonReply(200, { status: 'ok' });
    const session = await this.#signIn(request);
    if (route === null) throw restFault('ROUTE_NOT_FOUND', 'There is nothing at this path.', { hint: 'GET /api/openapi.json lists what there is.' });
    const handler = handlers[route.kind] as Handler<Route>;
    const exchange = new Exchange({ runtime: this.#runtime, platform: this.#platform, request, session, requestId, query: mark < 0 ? '' : url.slice(mark + 1) });
    const act = handler[request.method === 'HEAD' ? 'GET' : request.method];
    if (act === undefined) return methodNotAllowed(request.method, Object.keys(handler), requestId);
    return act(exchange, route);
  }

  async #signIn(request: RestRequest): Promise<Session> {
    const token = readToken(request);
    if (token === undefined) throw restFault('UNAUTHENTICATED', 'This needs a token.', { hint: 'Send "Authorization: Bearer <token>".' });
    const found = this.#authenticator.authenticate(token);
    const session = found instanceof Promise ? await found : found;
    if (session === null) throw restFault('UNAUTHENTICATED', 'The token is unknown, expired or revoked.');
    return session;
  }
}

interface ExchangeParts {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly request: RestRequest;
  readonly session: Session;
  readonly requestId: string;
  readonly query: string;
}

/** One request being answered: what its route's handler needs to make the call. */
class Exchange {
  readonly #parts: ExchangeParts;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  get request(): RestRequest {
    return this.#parts.request;
  }

  get runtime(): Runtime {
    return this.#parts.runtime;
  }

  parameters(set: ParameterSet): Readonly<Record<string, unknown>> {
    return readParameters(this.#parts.query, set);
  }

  read(operation: string, input: unknown): Promise<Reply> {
    return this.runtime.call(operation, input, this.context());
  }

  /** A write takes `dryRun` as its one parameter and may carry a command key. */
  write(operation: string, input: unknown): Promise<Reply> {
    const { request } = this.#parts;
    const commandKey = readCommandKey(request);
    const dryRun = this.parameters('write')['dryRun'] === true;
    return this.runtime.call(operation, input, this.context({ ...(commandKey === undefined ? {} : { commandKey }), ...(dryRun ? { dryRun } : {}) }));
  }

  context(more: Pick<Context, 'commandKey' | 'dryRun'> = {}): Context {
    const { session, platform, requestId } = this.#parts;
    return createContext(session, { surface: 'rest', requestId, ...more }, platform);
  }
}

type Act<R extends Route> = (exchange: Exchange, route: R) => Promise<RestReply>;
type Handler<R extends Route> = Readonly<Record<string, Act<R>>>;
type RouteOf<K extends Route['kind']> = Extract<Route, { readonly kind: K }>;

const handlers: { readonly [K in Exclude<Route['kind'], 'health'>]: Handler<RouteOf<K>> } & { readonly health: Handler<Route> } = {
  collection: {
    GET: async (exchange, { object }) => jsonReply(200, (await exchange.read(`${object}.list`, exchange.parameters('list'))).value),
    POST: async (exchange, { object }) => {
      const reply = await exchange.write(`${object}.create`, await readBody(exchange.request));
      return recordReply(201, reply, locationOf(object, reply));
    },
  },
  query: {
    POST: async (exchange, { object }) => {
      exchange.parameters('none');
      return jsonReply(200, (await exchange.read(`${object}.query`, await readBody(exchange.request, true))).value);
    },
  },
  record: {
    GET: async (exchange, { object, id }) => {
      const reply = await exchange.read(`${object}.get`, { ...exchange.parameters('get'), id });
      const answer = recordReply(200, reply);
      return exchange.request.header('if-none-match') === answer.headers['etag'] && answer.headers['etag'] !== undefined
        ? { status: 304, headers: answer.headers, body: '' }
        : answer;
    },
    PATCH: async (exchange, { object, id }) => recordReply(200, await exchange.write(`${object}.update`, addressed(id, exchange.request, await readBody(exchange.request)))),
    DELETE: async (exchange, { object, id }) => recordReply(200, await exchange.write(`${object}.delete`, addressed(id, exchange.request, {}))),
  },
  perform: {
    GET: async (exchange, { object, id, verb }) => {
      if (verb !== 'history') throw restFault('METHOD_NOT_ALLOWED', 'Only "history" is read here; events and actions are performed with POST.');
      return jsonReply(200, (await exchange.read(`${object}.history`, { ...exchange.parameters('history'), id })).value);
    },
    POST: async (exchange, { object, id, verb }) =>
      recordReply(200, await exchange.write(`${object}.${verb}`, addressed(id, exchange.request, await readBody(exchange.request, true)))),
  },
  meta: {
    GET: async (exchange, { object }) => {
      exchange.parameters('none');
      const reply = await (object === null ? exchange.read('meta.objects', {}) : exchange.read('meta.object', { name: object }));
      return jsonReply(200, reply.value);
    },
  },
  openapi: {
    GET: (exchange) => {
      exchange.parameters('none');
      return Promise.resolve(jsonReply(200, openApiOf(exchange.runtime.permitted(exchange.context()), exchange.runtime.snapshot)));
    },
  },
  health: {},
};

/** Adds what the path and `If-Match` say to what the body says; the body may not say it too. */
function addressed(id: string, request: RestRequest, body: Record<string, unknown>): Record<string, unknown> {
  for (const name of ['id', 'revision']) {
    if (Object.hasOwn(body, name)) {
      const where = name === 'id' ? 'the path' : 'the If-Match header';
      throw restFault('PARAMETER_INVALID', `"${name}" is given in ${where}, not in the body.`, { path: name });
    }
  }
  const revision = readIfMatch(request);
  return revision === undefined ? { ...body, id } : { ...body, id, revision };
}

function locationOf(object: string, reply: Reply): string | undefined {
  return reply.id === undefined ? undefined : `/api/v1/data/${object}/${encodeURIComponent(reply.id)}`;
}

function methodNotAllowed(method: string, allowed: readonly string[], requestId: string): RestReply {
  const fault = restFault('METHOD_NOT_ALLOWED', `${method} is not possible here; possible: ${allowed.join(', ')}.`);
  const reply = problemReply(fault, requestId, { allow: allowed.join(', ') });
  return { ...reply, status: 405 };
}
