import { Rendered } from '@objectos/kernel';
import type { Fault, Reply } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import { entityTag } from './entity-tag.ts';
import type { RestReply } from './rest-request.ts';

const json = 'application/json; charset=utf-8';
const plainHeaders = Object.freeze({ 'content-type': json, 'cache-control': 'no-store' });

export function jsonReply(status: number, value: unknown): RestReply {
  return { status, headers: plainHeaders, body: textOf(value) };
}

/** One record: its revision is its ETag. */
export function recordReply(status: number, reply: Reply, location?: string): RestReply {
  const headers: Record<string, string> = { 'content-type': json, 'cache-control': 'no-store' };
  if (reply.revision !== undefined) headers['etag'] = entityTag(reply.revision);
  if (location !== undefined) headers['location'] = location;
  if (reply.replayed === true) headers['idempotency-replayed'] = 'true';
  return { status, headers, body: textOf(reply.value) };
}

/** A document that is the caller's alone and stays as it is until his rights or the metadata change; packed for who takes it so. */
export function documentReply(status: 200 | 304, body: RestReply['body'], told: Readonly<Record<string, string>>): RestReply {
  const headers = { 'cache-control': 'no-store', 'vary': 'accept-encoding', ...told };
  return { status, headers: status === 304 ? headers : { 'content-type': json, ...headers }, body };
}

/** What the caller has is what there is. */
export function notModified(etag: string): RestReply {
  return { status: 304, headers: { etag, 'cache-control': 'no-store' }, body: '' };
}

/** Every failure, in the one error shape. */
export function problemReply(fault: Fault, requestId: string, headers: Readonly<Record<string, string>> = {}): RestReply {
  const problem = problemOf(fault, requestId);
  const later = fault.category === 'unavailable' ? { 'retry-after': '1' } : {};
  return { status: problem.status, headers: { ...problemHeaders, ...later, ...headers }, body: JSON.stringify(problem) };
}

const problemHeaders = Object.freeze({ 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' });

/** 401 with its challenge: RFC 6750 names the error only where a token was given. */
export function challengeReply(fault: Fault, requestId: string, tokenGiven: boolean): RestReply {
  return problemReply(fault, requestId, { 'www-authenticate': tokenGiven ? 'Bearer realm="ObjectOS", error="invalid_token"' : 'Bearer realm="ObjectOS"' });
}

/** 405, which is HTTP's own: no category of the kernel stands for it. */
export function notAllowedReply(fault: Fault, requestId: string, allowed: string): RestReply {
  const problem = { ...problemOf(fault, requestId), status: 405, title: 'Not possible here' };
  return { status: 405, headers: { ...problemHeaders, allow: allowed }, body: JSON.stringify(problem) };
}

function textOf(value: unknown): string {
  return value instanceof Rendered ? value.text : JSON.stringify(value);
}
