import { Fault, toFault } from '@objectos/kernel';
import type { Authenticator, Platform, Runtime, Session } from '@objectos/kernel';
import { restFault } from './errors.ts';
import { Exchange } from './exchange.ts';
import { handlerOf } from './handlers.ts';
import { challengeReply, jsonReply, notAllowedReply, problemReply } from './reply.ts';
import { readToken } from './request-input.ts';
import type { RestReply, RestRequest } from './rest-request.ts';
import { routeOf } from './route.ts';

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
      // A fault has been told to the operator where it arose, if it is for him.
      if (!(error instanceof Fault)) this.#platform.log('error', `request ${requestId} failed`, error);
      return problemReply(toFault(error, requestId), requestId);
    }
  }

  async #answer(request: RestRequest, requestId: string): Promise<RestReply> {
    const { url } = request;
    const mark = url.indexOf('?');
    const route = routeOf(mark < 0 ? url : url.slice(0, mark));
    if (route?.kind === 'health') return healthReply(request.method, requestId);
    const token = readToken(request);
    const session = token === undefined ? null : await this.#sessionOf(token, requestId);
    if (session === null) return refusedReply(requestId, token !== undefined);
    if (route === null) throw restFault('ROUTE_NOT_FOUND', {}, { details: { hint: 'GET /api/openapi.json lists what there is.' } });
    const handler = handlerOf(route);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const act = Object.hasOwn(handler, method) ? handler[method] : undefined;
    if (act === undefined) return methodReply(request.method, Object.keys(handler), requestId);
    return act(new Exchange({ runtime: this.#runtime, platform: this.#platform, request, session, requestId, query: mark < 0 ? '' : url.slice(mark + 1) }), route);
  }

  async #sessionOf(token: string, requestId: string): Promise<Session | null> {
    try {
      const found = this.#authenticator.authenticate(token);
      return found instanceof Promise ? await found : found;
    } catch (error) {
      this.#platform.log('error', `request ${requestId} failed: nobody could be signed in`, error);
      throw toFault(error, requestId);
    }
  }
}

/** Says that the process answers, to whoever asks. */
function healthReply(method: string, requestId: string): RestReply {
  return method === 'GET' || method === 'HEAD' ? jsonReply(200, { status: 'ok' }) : methodReply(method, ['GET'], requestId);
}

function refusedReply(requestId: string, given: boolean): RestReply {
  const hint = given ? 'Take another token, or make one with "objectos token create".' : 'Send "Authorization: Bearer <token>".';
  return challengeReply(restFault('UNAUTHENTICATED', { given }, { details: { hint } }), requestId, given);
}

function methodReply(method: string, methods: readonly string[], requestId: string): RestReply {
  const allowed = methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])).join(', ');
  return notAllowedReply(restFault('METHOD_NOT_ALLOWED', { method, allowed }), requestId, allowed);
}
