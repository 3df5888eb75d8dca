import { Rendered } from '@objectos/kernel';
import type { Fault, Reply } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import type { RestReply } from './rest-request.ts';

export const jsonType = 'application/json; charset=utf-8';
const plainHeaders = Object.freeze({ 'content-type': jsonType, 'cache-control': 'no-store' });

export function jsonReply(status: number, value: unknown, headers?: Readonly<Record<string, string>>): RestReply {
  const body = value instanceof Rendered ? value.text : JSON.stringify(value);
  return { status, headers: headers === undefined ? plainHeaders : { ...plainHeaders, ...headers }, body };
}

/** One record: its revision is its ETag. */
export function recordReply(status: number, reply: Reply, location?: string): RestReply {
  const body = reply.value instanceof Rendered ? reply.value.text : JSON.stringify(reply.value);
  const headers: Record<string, string> = { 'content-type': jsonType, 'cache-control': 'no-store' };
  if (reply.revision !== undefined) headers['etag'] = `"${reply.revision}"`;
  if (location !== undefined) headers['location'] = location;
  if (reply.replayed === true) headers['idempotency-replayed'] = 'true';
  return { status, headers, body };
}

/** Every failure, in the one error shape. */
export function problemReply(fault: Fault, requestId: string, headers: Readonly<Record<string, string>> = {}): RestReply {
  const problem = problemOf(fault, requestId);
  const challenge: Record<string, string> = fault.category === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {};
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', ...challenge, ...headers },
    body: JSON.stringify(problem),
  };
}
