import type { Fault } from '@objectos/kernel';
import { restFault } from './errors.ts';
import type { Rest } from './rest.ts';

const largestBody = 1_048_576;

/** The REST surface over the web standards: for edge runtimes and tests. */
export function restOverFetch(rest: Rest): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const reply = await rest({
      method: request.method,
      url: pathname + search,
      header: (name) => request.headers.get(name) ?? undefined,
      text: () => bodyOf(request),
    });
    const empty = request.method === 'HEAD' || reply.status === 304;
    return new Response(empty ? null : reply.body, { status: reply.status, headers: reply.headers });
  };
}

async function bodyOf(request: Request): Promise<string> {
  const text = await request.text();
  if (text.length > largestBody) throw bodyTooLarge(largestBody);
  return text;
}

export function bodyTooLarge(limit: number): Fault {
  return restFault('BODY_TOO_LARGE', `The body is larger than ${limit} bytes.`);
}
