import { Fault, toFault } from '@objectos/kernel';
import type { Authenticator, Platform, Runtime, Session } from '@objectos/kernel';
import { acrossOrigins } from './cross-origin.ts';
import { restFault } from './errors.ts';
import { Exchange, whatThereIs } from './exchange.ts';
import { handlerOf, methodList } from './handlers.ts';
import type { SignedInRoute } from './handlers.ts';
import { Documents } from './openapi/documents.ts';
import type { Pack } from './packed.ts';
import { challengeReply, jsonReply, notAllowedReply, problemReply } from './reply.ts';
import { readToken } from './request-input.ts';
import type { RestReply, RestRequest } from './rest-request.ts';
import { routeOf } from './route.ts';

export interface RestOptions {
  readonly runtime: Runtime;
  readonly authenticator: Authenticator;
  readonly platform: Platform;
  /** Origins whose pages may call it from a browser, exactly as browsers write them: `https://app.example.com`. None unless said. */
  readonly origins?: readonly string[];
  /** Makes gzip of what is large and asked for again and again. Without it everything is sent as it is, for whoever carries it to pack. */
  readonly pack?: Pack;
}

/** The REST surface: request in, reply out; never rejects. */
export type Rest = (request: RestRequest) => Promise<RestReply>;

/**
 * The REST surface: a projection of the operation table. It reads the request, names the operation, renders the answer;
 * every rule (who, what, whether) is the kernel's. Throws `ORIGIN_INVALID`.
 */
export function createRest({ origins = [], ...parts }: RestOptions): Rest {
  const surface = new RestSurface(parts);
  const rest: Rest = (request) => surface.handle(request);
  return origins.length === 0 ? rest : acrossOrigins(rest, origins);
}

/** A request taken apart. */
interface Asked {
  readonly request: RestRequest;
  readonly requestId: string;
  readonly route: SignedInRoute | null;
  readonly query: string;
}

class RestSurface {
  readonly #runtime: Runtime;
  readonly #authenticator: Authenticator;
  readonly #platform: Platform;
  readonly #documents: Documents;

  constructor({ runtime, authenticator, platform, pack }: Omit<RestOptions, 'origins'>) {
    this.#runtime = runtime;
    this.#authenticator = authenticator;
    this.#platform = platform;
    this.#documents = new Documents((text) => platform.sha256(text), pack ?? null);
  }

  /** Not an async function, like all that stands between a request and its call: each costs every request a turn. */
  handle(request: RestRequest): Promise<RestReply> {
    const requestId = this.#platform.uuid();
    const failed = (error: unknown): RestReply => this.#failed(error, requestId);
    try {
      const answering = this.#answer(request, requestId);
      return answering instanceof Promise ? answering.catch(failed) : Promise.resolve(answering);
    } catch (error) {
      return Promise.resolve(failed(error));
    }
  }

  #failed(error: unknown, requestId: string): RestReply {
    // A fault has been told to the operator where it arose, if it is for him.
    if (!(error instanceof Fault)) this.#platform.log('error', `request ${requestId} failed`, error);
    return problemReply(toFault(error, requestId), requestId);
  }

  #answer(request: RestRequest, requestId: string): RestReply | Promise<RestReply> {
    const { url } = request;
    const mark = url.indexOf('?');
    const route = routeOf(mark < 0 ? url : url.slice(0, mark));
    if (route?.kind === 'health') return healthReply(request.method, requestId);
    const token = readToken(request);
    const found = token === undefined ? null : this.#sessionOf(token, requestId);
    const asked: Asked = { request, requestId, route, query: mark < 0 ? '' : url.slice(mark + 1) };
    return found instanceof Promise ? found.then((session) => this.#serve(session, asked)) : this.#serve(found, asked);
  }

  #serve(session: Session | null, { request, requestId, route, query }: Asked): RestReply | Promise<RestReply> {
    if (session === null) return refusedReply(requestId, readToken(request) !== undefined);
    if (route === null) throw restFault('ROUTE_NOT_FOUND', {}, { details: { hint: whatThereIs } });
    const handler = handlerOf(route);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const act = Object.hasOwn(handler, method) ? handler[method] : undefined;
    if (act === undefined) return notAllowed(request.method, Object.keys(handler), requestId);
    return act(new Exchange({ runtime: this.#runtime, platform: this.#platform, documents: this.#documents, request, route, session, requestId, query }), route);
  }

  /** At once where the authenticator knows it at once: waiting for what is there costs every call. */
  #sessionOf(token: string, requestId: string): Session | null | Promise<Session | null> {
    const failed = (error: unknown): never => {
      this.#platform.log('error', `request ${requestId} failed: nobody could be signed in`, error);
      throw toFault(error, requestId);
    };
    try {
      const found = this.#authenticator.authenticate(token);
      return found instanceof Promise ? found.catch(failed) : found;
    } catch (error) {
      return failed(error);
    }
  }
}

/** Says that the process answers, to whoever asks. */
function healthReply(method: string, requestId: string): RestReply {
  return method === 'GET' || method === 'HEAD' ? jsonReply(200, { status: 'ok' }) : notAllowed(method, ['GET'], requestId);
}

function refusedReply(requestId: string, given: boolean): RestReply {
  const hint = given ? 'Take another token, or make one with "objectos token create".' : 'Send "Authorization: Bearer <token>".';
  return challengeReply(restFault('UNAUTHENTICATED', { given }, { details: { hint } }), requestId, given);
}

/** For whoever serves other paths beside these: 405, with the methods that are possible (`GET` brings `HEAD`). */
export function notAllowed(method: string, methods: readonly string[], requestId: string): RestReply {
  const allowed = methodList(methods);
  return notAllowedReply(restFault('METHOD_NOT_ALLOWED', { method, allowed }), requestId, allowed);
}

/** For whoever serves other paths beside these: 404. */
export function nothingAtPath(requestId: string): RestReply {
  return problemReply(restFault('ROUTE_NOT_FOUND', {}, { details: { hint: whatThereIs } }), requestId);
}
