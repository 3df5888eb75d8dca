import { restFault } from './errors.ts';
import type { RestRequest } from './rest-request.ts';

/** The body as a JSON object; an empty body is an empty object where that is enough. */
export async function readBody(request: RestRequest, mayBeEmpty = false): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text === '' && mayBeEmpty) return {};
  const type = request.header('content-type');
  if (type === undefined || !isJson(type)) {
    throw restFault('CONTENT_TYPE_UNSUPPORTED', `The body must be JSON: send "Content-Type: application/json"${type === undefined ? '' : `, not "${type}"`}.`);
  }
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw restFault('BODY_NOT_OBJECT', 'The body must be a JSON object of field values.');
  }
  return value as Record<string, unknown>;
}

function isJson(type: string): boolean {
  if (type === 'application/json') return true;
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return media === 'application/json' || media.endsWith('+json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it cannot be parsed';
    throw restFault('BODY_NOT_JSON', `The body is not valid JSON: ${reason}.`);
  }
}

/** The revision that `If-Match` names; undefined without the header or for `*`. */
export function readIfMatch(request: RestRequest): number | undefined {
  const header = request.header('if-match');
  if (header === undefined || header === '*') return undefined;
  const match = /^"(\d{1,15})"$/u.exec(header.trim());
  if (match === null) throw restFault('HEADER_INVALID', 'If-Match must be one ETag as it was answered, such as "3" with its quotes.', { path: 'If-Match' });
  return Number(match[1]);
}

/** The caller's key for this command: 1 to 200 printable characters. */
export function readCommandKey(request: RestRequest): string | undefined {
  const header = request.header('idempotency-key');
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/u.test(header)) {
    throw restFault('HEADER_INVALID', 'Idempotency-Key must be 1 to 200 printable characters without spaces.', { path: 'Idempotency-Key' });
  }
  return header;
}

/** The bearer token; undefined where the header is missing or of another scheme. */
export function readToken(request: RestRequest): string | undefined {
  const header = request.header('authorization');
  if (header === undefined) return undefined;
  if (header.startsWith('Bearer ')) return header.slice(7);
  return /^bearer +(\S+)$/iu.exec(header)?.[1];
}
