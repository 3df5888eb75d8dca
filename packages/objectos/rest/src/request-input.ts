import { restFault } from './errors.ts';
import type { RestRequest } from './rest-request.ts';

type Body = Record<string, unknown>;

/** The body as a JSON object, at once where it is there; an empty body is an empty object where that is enough. */
export function readBody(request: RestRequest, mayBeEmpty = false): Body | Promise<Body> {
  const text = request.text();
  return typeof text === 'string' ? bodyIn(text, request, mayBeEmpty) : text.then((whole) => bodyIn(whole, request, mayBeEmpty));
}

function bodyIn(text: string, request: RestRequest, mayBeEmpty: boolean): Body {
  if (text === '' && mayBeEmpty) return {};
  requireJson(request);
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw restFault('BODY_NOT_OBJECT', {});
  return value as Body;
}

function requireJson(request: RestRequest): void {
  const type = request.header('content-type');
  if (type === undefined || !isJson(type)) throw restFault('CONTENT_TYPE_UNSUPPORTED', { type });
  const encoding = request.header('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') throw restFault('CONTENT_ENCODING_UNSUPPORTED', { encoding });
}

function isJson(type: string): boolean {
  if (type === 'application/json') return true;
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return media === 'application/json' || media.endsWith('+json');
}

function parseJson(text: string): unknown {
  if (text === '') throw restFault('BODY_NOT_JSON', { reason: 'it is empty' });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw restFault('BODY_NOT_JSON', { reason: error instanceof SyntaxError ? error.message : 'it cannot be parsed' });
  }
}

/** The caller's key for this command: 1 to 200 printable characters. */
export function readCommandKey(request: RestRequest): string | undefined {
  const header = request.header('idempotency-key');
  if (header === undefined || /^[\x21-\x7e]{1,200}$/u.test(header)) return header;
  throw restFault('HEADER_INVALID', { name: 'Idempotency-Key', expected: '1 to 200 printable characters without spaces' }, { details: { path: 'Idempotency-Key' } });
}

/** The bearer token; undefined where the header is missing or of another scheme. */
export function readToken(request: RestRequest): string | undefined {
  const header = request.header('authorization');
  if (header === undefined) return undefined;
  if (header.startsWith('Bearer ')) return header.slice(7);
  return /^bearer +(\S+)$/iu.exec(header)?.[1];
}
