import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyTooLarge } from '@objectos/rest';
import type { Rest, RestReply, RestRequest } from '@objectos/rest';

/** Largest body that is read, in bytes. */
export const largestBody = 1_048_576;

/** Takes the requests whose path it owns, straight from node:http; others go to REST. */
export interface Mount {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * The HTTP edge: node:http requests as the plain values that surfaces take. It stands in for a framework because a
 * framework's own request objects cost 1 to 7 microseconds of the 30 that a read has.
 */
export function createHttpServer(rest: Rest, mounts: readonly Mount[] = []): Server {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const mount = mounts.find((each) => path === each.path || path.startsWith(`${each.path}/`) || path.startsWith(`${each.path}?`));
    if (mount !== undefined) void mount.handle(request, response);
    else void answer(rest, request, response);
  });
  server.keepAliveTimeout = 72_000;
  return server;
}

async function answer(rest: Rest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  send(response, await rest(new NodeRequest(request)), request.method === 'HEAD');
}

function send(response: ServerResponse, { status, headers, body }: RestReply, headOnly: boolean): void {
  if (response.destroyed) return;
  response.writeHead(status, status === 304 ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(headOnly || status === 304 ? undefined : body);
}

class NodeRequest implements RestRequest {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get url(): string {
    return this.#request.url ?? '/';
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  text(): Promise<string> {
    return readText(this.#request);
  }

}

/** The whole body as text; rejects as soon as it is too large, and then takes no more of it. */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > largestBody) {
      request.resume();
      reject(bodyTooLarge(largestBody));
      return;
    }
    let first: Buffer | null = null;
    let chunks: Buffer[] | null = null;
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestBody) reject(bodyTooLarge(largestBody));
      else if (first === null) first = chunk;
      else (chunks ??= [first]).push(chunk);
    });
    request.on('end', () => resolve(first === null ? '' : (chunks === null ? first : Buffer.concat(chunks)).toString('utf8')));
    request.on('error', reject);
  });
}
