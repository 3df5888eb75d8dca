import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Packed, isKnown, nothingAtPath, notAllowed, takesGzip } from '@objectos/rest';
import { sendReply } from './node-http.ts';
import type { Mount } from './node-http.ts';
import { pack } from './pack.ts';

/** Swagger UI's own files, as the package ships them ready to serve; nothing else of it is used. */
const swaggerUi = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static');
const own = join(import.meta.dirname, '..', 'pages', 'docs');

const html = 'text/html; charset=utf-8';
const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

type PageFile = readonly [folder: string, file: string, type: string];

const pages: ReadonlyMap<string, PageFile> = new Map([
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
  readonly packed: Packed;
  /** Weak: the same for both. */
  readonly etag: string;
}

/** `/docs`: the reference of what a token may do, and a way to try it. The same for everybody: what differs comes with the token. */
export function docsMount(): Mount {
  const kept = new Map<string, Page>();
  return {
    path: '/docs',
    async handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const found = pages.get(path);
      if (found === undefined) return sendReply(response, nothingAtPath(randomUUID()), request.method === 'HEAD');
      if (request.method !== 'GET' && request.method !== 'HEAD') return sendReply(response, notAllowed(request.method ?? '', ['GET'], randomUUID()), false);
      const page = kept.get(path) ?? read(found);
      kept.set(path, page);
      await send(request, response, page);
    },
  };
}

function read([folder, file, type]: PageFile): Page {
  const plain = readFileSync(join(folder, file));
  return { type, plain, packed: new Packed(plain, pack), etag: `W/"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"` };
}

/** At once to who takes no gzip: one who has ended his side of the connection is not waited for by node:http. */
async function send(request: IncomingMessage, response: ServerResponse, { type, plain, packed, etag }: Page): Promise<void> {
  const { 'if-none-match': known, 'accept-encoding': encodings } = request.headers;
  if (isKnown(known, etag)) {
    response.writeHead(304, { ...headers, etag }).end();
    return;
  }
  const isPacked = takesGzip(encodings);
  const body = isPacked ? await packed.bytes() : plain;
  response.writeHead(200, { ...headers, etag, 'content-type': type, 'content-length': body.length, ...(isPacked ? { 'content-encoding': 'gzip' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
