import { STATUS_CODES, createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { largestBody } from '@objectos/rest';
import type { Rest, RestReply, RestRequest } from '@objectos/rest';
import { announcedSize, readText } from './request-text.ts';
import { unreadableRequest } from './unreadable-request.ts';

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
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/';
    const mount = mounts.find((each) => path === each.path || path.startsWith(`${each.path}/`) || path.startsWith(`${each.path}?`));
    if (mount !== undefined) void mount.handle(request, response);
    else void answer(rest, request, response);
  };
  const server = createServer(handle);
  server.keepAliveTimeout = 72_000;
  // Who asks before sending a large body is told before he sends it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (announcedSize(request) <= largestBody) response.writeContinue();
    else response.shouldKeepAlive = false;
    handle(request, response);
  });
  server.on('clientError', refuseUnreadable);
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

/** What node:http itself cannot read gets the one error shape as well, and its connection is closed. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, body } = unreadableRequest(error.code);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
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
