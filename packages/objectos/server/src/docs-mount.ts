import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nothingAtPath, notAllowed } from '@objectos/rest';
import { sendReply } from './node-http.ts';
import type { Mount } from './node-http.ts';

/** Swagger UI's own files, as the package ships them ready to serve; nothing else of it is used. */
const swaggerUi = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static');
const own = join(import.meta.dirname, '..', 'pages', 'docs');

const html = 'text/html; charset=utf-8';
const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

const pages: ReadonlyMap<string, readonly [folder: string, file: string, type: string]> = new Map([
  ['/docs', [own, 'index.html', html]],
  ['/docs/', [own, 'index.html', html]],
  ['/docs/reference.js', [own, 'reference.js', script]],
  ['/docs/reference.css', [own, 'reference.css', style]],
  ['/docs/swagger-ui-bundle.js', [swaggerUi, 'swagger-ui-bundle.js', script]],
  ['/docs/swagger-ui.css', [swaggerUi, 'swagger-ui.css', style]],
]);

/** What the page may do: load and call our own origin alone, run no text as code, be framed by nobody. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
  'vary': 'accept-encoding',
} as const;

interface Page {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

/** `/docs`: the reference of what a token may do, and a way to try it. The same for everybody: what differs comes with the token. */
export function docsMount(): Mount {
  const kept = new Map<string, Page>();
  return {
    path: '/docs',
    handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const page = kept.get(path) ?? pageAt(path);
      if (page === null) sendReply(response, nothingAtPath(randomUUID()), request.method === 'HEAD');
      else if (request.method !== 'GET' && request.method !== 'HEAD') sendReply(response, notAllowed(request.method ?? '', ['GET'], randomUUID()), false);
      else send(request, response, page);
      if (page !== null) kept.set(path, page);
      return Promise.resolve();
    },
  };
}

function pageAt(path: string): Page | null {
  const found = pages.get(path);
  if (found === undefined) return null;
  const [folder, file, type] = found;
  const plain = readFileSync(join(folder, file));
  return { type, plain, packed: gzipSync(plain), etag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"` };
}

function send(request: IncomingMessage, response: ServerResponse, { type, plain, packed, etag }: Page): void {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ...headers, etag }).end();
    return;
  }
  const isPacked = /\bgzip\b/u.test(request.headers['accept-encoding'] ?? '');
  const body = isPacked ? packed : plain;
  response.writeHead(200, { ...headers, etag, 'content-type': type, 'content-length': body.length, ...(isPacked ? { 'content-encoding': 'gzip' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
