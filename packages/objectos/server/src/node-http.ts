import { STATUS_CODES, createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { largestBody } from '@objectos/rest';
import type { Rest, RestReply, RestRequest } from '@objectos/rest';
import { ReplyBatch } from './reply-batch.ts';
import { DirectRequest, announcedSize, readText, whenBodyIsThere } from './request-text.ts';
import { refusedRequest, unreadableRequest } from './unreadable-request.ts';
import type { Unreadable } from './unreadable-request.ts';

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
  const replies = new ReplyBatch();
  const answer = async (request: NodeRequest, response: ServerResponse): Promise<void> => {
    const turn = replies.begin();
    const reply = await rest(request);
    replies.send(turn, () => sendReply(response, reply, request.method === 'HEAD'));
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers.host === undefined && request.httpVersion === '1.1') return refuse(response, refusedRequest('HOST_MISSING'));
    const path = request.url ?? '/';
    const mount = mounts.find((each) => path.startsWith(each.path) && (path.length === each.path.length || '/?'.includes(path.charAt(each.path.length))));
    if (mount !== undefined) void mount.handle(request, response);
    else whenBodyIsThere(request, (body) => void answer(new NodeRequest(request, body), response));
  };
  // Node's own refusal of a missing host has no body. A request without a body needs no stream for it.
  const server = createServer({ requireHostHeader: false, optimizeEmptyRequests: true, IncomingMessage: DirectRequest }, handle);
  server.keepAliveTimeout = 72_000;
  // Who asks before sending a large body is told before he sends it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (announcedSize(request) <= largestBody) response.writeContinue();
    else response.shouldKeepAlive = false;
    handle(request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => refuse(response, refusedRequest('EXPECTATION_UNKNOWN')));
  server.on('clientError', refuseUnreadable);
  return server;
}

/** Whatever else came or comes on this connection is not read. */
function refuse(response: ServerResponse, { status, body }: Unreadable): void {
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body);
}

/** A reply of the REST surface on its way out. */
export function sendReply(response: ServerResponse, { status, headers, body }: RestReply, headOnly: boolean): void {
  if (response.destroyed) return;
  const isEmpty = status === 304 || status === 204;
  const bytes = Buffer.byteLength(body);
  response.writeHead(status, isEmpty ? headers : withLength(headers, bytes));
  // Text of one byte a character goes out as it lies in memory, without a conversion.
  response.end(headOnly || isEmpty ? undefined : body, bytes === body.length ? 'latin1' : 'utf8');
}

/** Names and values in turn: the form of a head that node:http takes as it is. */
function withLength(headers: RestReply['headers'], bytes: number): string[] {
  const list = ['content-length', `${bytes}`];
  for (const name in headers) list.push(name, headers[name] ?? '');
  return list;
}

/** What node:http itself cannot read gets the one error shape as well, and its connection is closed. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // More after "Connection: close": the answer that is owed to that request ends the connection, and nothing may overtake it.
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
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
  /** Null: it has not been read. */
  readonly #body: string | Error | null;

  constructor(request: IncomingMessage, body: string | Error | null) {
    this.#request = request;
    this.#body = body;
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

  text(): string | Promise<string> {
    if (this.#body === null) return readText(this.#request);
    return typeof this.#body === 'string' ? this.#body : Promise.reject(this.#body);
  }
}
