import { attemptOnce } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import type { CallOptions, ClientOptions, WriteOptions } from './client-options.ts';
import { isPassing, pauseAfter } from './retry-pause.ts';
import { pause, withinLimit } from './time-limit.ts';
import { TokenSource } from './token-source.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, query string included. */
  readonly path: string;
  readonly body?: unknown;
  /** The object that it changes; absent where it only reads. */
  readonly changes?: string;
  readonly options: WriteOptions;
}

/**
 * Sends one call and answers its JSON. Throws an `ObjectosError` for every failure, the network's included, and the reason of the
 * caller's signal where that is aborted.
 *
 * What fails in passing (see `isPassing`) is asked again, until `retries` are used up or the next attempt would come after
 * `deadline`. Every write carries a command key, the same in all its attempts, so that one whose answer was lost is answered
 * and not done twice; reads change nothing.
 */
export type Send = (exchange: Exchange) => Promise<unknown>;

/** Time and chance, for tests. */
export interface Pace {
  readonly now: () => number;
  readonly random: () => number;
}

const usual = { timeout: 30_000, deadline: 90_000, retries: 3 } as const;

export function createSend(client: ClientOptions, { now, random }: Pace = { now: Date.now, random: Math.random }): Send {
  const { url, token, headers: ofClient = {}, fetch = (request, init) => globalThis.fetch(request, init) } = client;
  const root = `${url.replace(/\/+$/u, '')}/api/v1`;
  const tokens = new TokenSource(token);

  return async (exchange) => {
    const { options } = exchange;
    const { timeout, deadline, retries } = { ...usual, ...given(client), ...given(options) };
    const { signal } = options;
    const until = now() + deadline;
    const limit = () => ({ signal, milliseconds: Math.max(1, Math.min(timeout, until - now())) });
    const request = { fetch, url: root + pathOf(exchange), init: initOf(exchange) };
    const headers = headersOf(exchange, ofClient);
    const ask = (bearer: string): Promise<Outcome> =>
      attemptOnce({ ...request, init: { ...request.init, headers: { ...headers, authorization: `Bearer ${bearer}` } }, limit: limit() });

    let bearer = await withinLimit(limit(), async () => tokens.current());
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      let outcome = await ask(bearer);
      if (!outcome.ok && outcome.error.status === 401 && !renewed) {
        renewed = true;
        const refused = bearer;
        bearer = await withinLimit(limit(), async () => tokens.after(refused));
        if (bearer !== refused) outcome = await ask(bearer);
      }
      if (outcome.ok) return outcome.value;
      const wait = pauseAfter(attempt, outcome.retryAfter, random);
      if (attempt >= retries || !isPassing(outcome.error) || now() + wait >= until) throw outcome.error;
      await pause(wait, signal);
    }
  };
}

/** Without what is undefined, which would hide the usual. */
function given({ timeout, deadline, retries }: CallOptions): Partial<typeof usual> {
  return Object.fromEntries(Object.entries({ timeout, deadline, retries }).filter(([, value]) => value !== undefined));
}

/** Redirects are not followed: a POST would arrive as a GET. */
function initOf({ method, body }: Exchange): RequestInit {
  return { method, redirect: 'manual', ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

/** All but who calls; the command key is the same in all attempts. */
function headersOf({ body, changes, options }: Exchange, ofClient: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...ofClient, ...options.headers })) headers[name.toLowerCase()] = value;
  headers['accept'] = 'application/json';
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (options.revision !== undefined) headers['if-match'] = `"${options.revision}"`;
  const key = options.idempotencyKey ?? (changes === undefined || options.dryRun === true ? undefined : newKey());
  if (key !== undefined) headers['idempotency-key'] = key;
  return headers;
}

function pathOf({ path, options }: Exchange): string {
  if (options.dryRun !== true) return path;
  return `${path}${path.includes('?') ? '&' : '?'}dryRun=true`;
}

/** 128 random bits. Not `crypto.randomUUID`: browsers keep that from pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
