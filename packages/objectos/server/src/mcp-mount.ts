import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '@objectos/kernel';
import type { Authenticator, Platform } from '@objectos/kernel';
import { mcpOverFetch } from '@objectos/mcp';
import type { Mcp, McpOverFetch } from '@objectos/mcp';
import { statusOf } from '@objectos/protocol';
import { ReplyBatch } from './reply-batch.ts';
import { readText } from './request-text.ts';
import type { Mount } from './node-http.ts';

export interface McpMountOptions {
  readonly mcp: Mcp;
  readonly authenticator: Authenticator;
  readonly platform: Platform;
  /** Where clients reach the server, asked at the first request: `http://127.0.0.1:4000`. Other hosts and origins are refused. */
  readonly origins: () => readonly string[];
}

/** The mount, and the end of what it holds open. */
export interface McpMount extends Mount {
  /** Ends streams and sessions, which would otherwise outlive the server's last answer. */
  close(): Promise<void>;
}

/** `/mcp` on node:http. Host and Origin are checked exactly (DNS rebinding), then the token, then the body is read. */
export function mcpMount({ mcp, authenticator, platform, origins }: McpMountOptions): McpMount {
  const replies = new ReplyBatch();
  let doors: Doors | undefined;
  let surface: Promise<McpOverFetch> | undefined;
  const admit = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const turn = replies.begin();
    doors ??= doorsOf(origins());
    const { host, origin, authorization = '' } = request.headers;
    if (host === undefined || !doors.hosts.has(host)) return refuse(response, 403, { code: -32000, message: 'This host is not served here.' });
    if (origin !== undefined && !doors.origins.has(origin)) return refuse(response, 403, { code: -32000, message: 'Requests from this origin are refused.' });
    const token = /^Bearer (\S+)$/iu.exec(authorization)?.[1];
    if (token === undefined || (await authenticator.authenticate(token)) === null) {
      response.setHeader('www-authenticate', token === undefined ? 'Bearer realm="ObjectOS"' : 'Bearer realm="ObjectOS", error="invalid_token"');
      return refuse(response, 401, { code: -32001, message: 'This needs a token that is in force: send "Authorization: Bearer <token>".' });
    }
    const body = await readJson(request);
    if (body === malformed) return refuse(response, 400, { code: -32700, message: 'The body is not valid JSON.' });
    if (Array.isArray(body)) return refuse(response, 400, { code: -32600, message: 'Batches are not accepted: send one message a request.' });
    const caller = mcp.caller(token);
    const answer = await mcp.express.answer(body, (name) => request.headers[name] as string | undefined, caller);
    if (answer !== undefined) return replies.send(turn, () => sendText(response, answer));
    surface ??= mcpOverFetch(mcp);
    const mounted = await surface;
    await send(response, await mounted.fetch(webRequest(request, response, host), { parsedBody: body, caller }));
  };
  return {
    path: '/mcp',
    async handle(request, response) {
      try {
        await admit(request, response);
      } catch (error) {
        // The carrier's own faults are the caller's to mend; everything else is ours.
        if (!(error instanceof Fault)) platform.log('error', 'an MCP request failed', error);
        if (response.headersSent) response.destroy();
        else if (error instanceof Fault) refuse(response, statusOf(error.category), { code: -32600, message: error.message });
        else refuse(response, 500, { code: -32603, message: 'Something failed on our side; the operator finds it in the log.' });
      }
    },
    async close() {
      await (await surface)?.close();
    },
  };
}

interface Doors {
  readonly origins: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
}

function doorsOf(origins: readonly string[]): Doors {
  return { origins: new Set(origins), hosts: new Set(origins.map((origin) => new URL(origin).host)) };
}

const malformed = Symbol('not JSON');

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') return undefined;
  const text = await readText(request);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return malformed;
  }
}

function webRequest(request: IncomingMessage, response: ServerResponse, host: string): Request {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
  return new Request(new URL(request.url ?? '/mcp', `http://${host}`), { method: request.method ?? 'POST', headers, signal: gone.signal });
}

function sendText(response: ServerResponse, text: string): void {
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  if (response.destroyed) return;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true && answer.body !== null) {
    await pass(answer.body.getReader(), response);
    response.end();
  } else {
    response.end(await answer.text());
  }
}

/** Hands on a body, which may be a stream of events that never ends: whoever leaves it is not waited for. */
async function pass(body: ReadableStreamDefaultReader<Uint8Array>, response: ServerResponse): Promise<void> {
  response.once('close', () => void body.cancel());
  response.flushHeaders();
  for (let next = await body.read(); !next.done && !response.destroyed; next = await body.read()) {
    if (!response.write(next.value)) await new Promise((resolve) => void response.once('drain', resolve).once('close', resolve));
  }
}

function refuse(response: ServerResponse, status: number, error: { readonly code: number; readonly message: string }): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
}
