import { ObjectosError, errorFrom } from '@objectos/protocol';

export interface ClientOptions {
  /** Where the server is: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly token: string;
  /** The platform's `fetch` unless given. */
  readonly fetch?: (request: string, init: RequestInit) => Promise<Response>;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Options of a call that changes something. */
export interface WriteOptions extends CallOptions {
  /** The revision that the change rests on: a record that has changed since refuses it with `STALE`. */
  readonly revision?: number;
  /** The same key is answered, not done, a second time. */
  readonly idempotencyKey?: string;
  /** Judge and answer, change nothing. */
  readonly dryRun?: boolean;
}

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, query string included. */
  readonly path: string;
  readonly body?: unknown;
  readonly options: WriteOptions;
}

/** Sends one call and answers its JSON. Throws an `ObjectosError` for every failure, the network's included (`NETWORK_FAILED`). */
export type Send = (exchange: Exchange) => Promise<unknown>;

export function createSend({ url, token, fetch = (request, init) => globalThis.fetch(request, init) }: ClientOptions): Send {
  const root = `${url.replace(/\/+$/u, '')}/api/v1`;
  return async ({ method, path, body, options }) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (options.revision !== undefined) headers['if-match'] = `"${options.revision}"`;
    if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
    const target = options.dryRun === true ? `${root}${path}${path.includes('?') ? '&' : '?'}dryRun=true` : `${root}${path}`;
    const response = await reached(fetch(target, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }), options.signal);
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw errorFrom(answer, response.status);
    return answer;
  };
}

async function reached(pending: Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await pending;
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ObjectosError({ code: 'NETWORK_FAILED', status: 503, message: 'The server could not be reached.', requestId: '' }, cause);
  }
}
