import { restFault } from './errors.ts';
import { allowedAt } from './handlers.ts';
import type { Rest } from './rest.ts';
import type { RestReply, RestRequest } from './rest-request.ts';
import { routeOf } from './route.ts';

/** What a page may send: each header that is read here, and with `*` the app's own, such as those of tracing. `*` never means Authorization. */
const allowedHeaders = 'authorization, content-type, idempotency-key, if-match, if-none-match, *';
/** What a page may read of an answer, besides what every page may. */
const exposedHeaders = 'allow, date, etag, idempotency-replayed, location, retry-after, www-authenticate';
/** Seconds for which a browser may keep the answer to a preflight: Chromium keeps none for longer. */
const maxAge = '7200';
const everyMethod = 'GET, HEAD, POST, PATCH, DELETE';

/** Added to each answer that is for no listed origin: with another `Origin` it would be another answer. */
const elsewhere = Object.freeze({ vary: 'origin' });

/**
 * Lets pages of these origins, and of no others, call REST from a browser (CORS of the Fetch standard). Nothing is refused for
 * its origin: a browser keeps an answer without these headers from the page, and before anything but a simple read it asks for
 * them in a preflight. A caller is who has the token, never a cookie, so credentials are not allowed. Throws `ORIGIN_INVALID`.
 */
export function acrossOrigins(rest: Rest, origins: readonly string[]): Rest {
  const grants = new Map(asOrigins(origins).map((origin) => [origin, grantTo(origin)]));
  return (request) => {
    const origin = request.header('origin');
    const grant = origin === undefined ? undefined : grants.get(origin);
    if (grant !== undefined && isPreflight(request)) return Promise.resolve(preflightReply(request, grant));
    const added = grant ?? elsewhere;
    return rest(request).then(({ status, headers, body }) => ({ status, headers: joined(headers, added), body }));
  };
}

/** The origins as given, where each is one exactly as browsers write it. Throws `ORIGIN_INVALID`, which says what to write. */
export function asOrigins(origins: readonly string[]): readonly string[] {
  for (const origin of origins) {
    const remedy = remedyFor(origin);
    if (remedy !== null) throw restFault('ORIGIN_INVALID', { origin, remedy });
  }
  return origins;
}

const example = 'https://app.example.com';

function remedyFor(origin: string): string | null {
  if (/[*,]/u.test(origin)) return `every origin is listed by itself, such as ${example}`;
  if (!URL.canParse(origin) || !/^[a-z][a-z\d+.-]*:\/\//iu.test(origin)) return `give scheme and host, such as ${example}`;
  const url = new URL(origin);
  // Pages in shells for telephones and in extensions have schemes of their own, whose origin `URL` does not tell.
  const exact = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
  if (url.host === '') return `give scheme and host, such as ${example}`;
  return exact === origin ? null : `write ${exact}`;
}

type Headers = RestReply['headers'];

function grantTo(origin: string): Headers {
  return Object.freeze({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders, 'vary': 'origin' });
}

function joined(own: Headers, added: Headers): Headers {
  const { vary } = own;
  return vary === undefined ? { ...own, ...added } : { ...own, ...added, vary: `${vary}, ${added['vary']}` };
}

function isPreflight(request: RestRequest): boolean {
  return request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;
}

function preflightReply({ url }: RestRequest, grant: Headers): RestReply {
  const headers = {
    'access-control-allow-origin': grant['access-control-allow-origin'] ?? '',
    'access-control-allow-methods': methodsAt(url.split('?', 1)[0] ?? url),
    'access-control-allow-headers': allowedHeaders,
    'access-control-max-age': maxAge,
    'vary': 'origin',
  };
  return { status: 204, headers, body: '' };
}

/** What can be done at a path. Where there is nothing, everything may be asked, so that the page reads why not. */
function methodsAt(path: string): string {
  try {
    const route = routeOf(path);
    return route === null ? everyMethod : allowedAt(route);
  } catch {
    // The path is no valid percent-encoding, which the request itself is told.
    return everyMethod;
  }
}
