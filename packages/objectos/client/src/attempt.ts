import { ObjectosError, errorFrom } from '@objectos/protocol';
import { clientError } from './errors.ts';
import { retryAfterOf } from './retry-pause.ts';
import { withinLimit } from './time-limit.ts';
import type { TimeLimit } from './time-limit.ts';

export interface Attempt {
  readonly fetch: (request: string, init: RequestInit) => Promise<Response>;
  readonly url: string;
  readonly init: RequestInit;
  readonly limit: TimeLimit;
}

/** What came of one request. A failure says how long the server wants to be left alone, in milliseconds. */
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ObjectosError; readonly retryAfter: number };

/** One request and its whole answer. Rejects only with what the caller's own signal was aborted with. */
export async function attemptOnce({ fetch, url, init, limit }: Attempt): Promise<Outcome> {
  try {
    return await withinLimit(limit, async (signal) => {
      const response = await fetch(url, { ...init, signal });
      return outcomeOf(response, await response.text());
    });
  } catch (cause) {
    if (limit.signal?.aborted === true) throw cause;
    return { ok: false, error: cause instanceof ObjectosError ? cause : clientError('NETWORK_FAILED', 0, cause), retryAfter: 0 };
  }
}

function outcomeOf({ ok, status, headers }: Response, text: string): Outcome {
  const answer = parsed(text);
  if (ok && answer !== undefined) return { ok, value: answer };
  // A redirect that a browser hides from us has the status 0.
  return { ok: false, error: errorFrom(answer, status === 0 ? 302 : status), retryAfter: retryAfterOf(headers, Date.now()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
