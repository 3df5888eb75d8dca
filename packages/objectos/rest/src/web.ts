import { restFault } from './errors.ts';
import type { Rest } from './rest.ts';

/** Largest body that is read, in bytes. */
export const largestBody = 1_048_576;

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
    const empty = request.method === 'HEAD' || reply.status === 204 || reply.status === 304;
    return new Response(empty ? null : reply.body, { status: reply.status, headers: reply.headers });
  };
}

async function bodyOf({ body }: Request): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > largestBody) break;
      chunks.push(chunk);
    }
  } catch {
    throw bodyCutShort();
  }
  if (size > largestBody) throw bodyTooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await new Blob(chunks).arrayBuffer());
  } catch {
    throw bodyNotText();
  }
}

/** Faults of a carrier that reads the body: over the limit, ended early, no UTF-8. */
export function bodyTooLarge(): Error {
  return restFault('BODY_TOO_LARGE', { limit: largestBody });
}

export function bodyCutShort(): Error {
  return restFault('BODY_INCOMPLETE', {});
}

export function bodyNotText(): Error {
  return restFault('BODY_NOT_JSON', { reason: 'it is no UTF-8' });
}
