import { randomUUID } from 'node:crypto';
import type { Problem } from '@objectos/protocol';
import { unreadableRequests } from './errors.ts';

type Code = keyof typeof unreadableRequests;

export interface Unreadable {
  readonly status: number;
  readonly body: string;
}

/** The one error shape for what never became a request; `parserCode` is that of node:http's `clientError`. */
export function unreadableRequest(parserCode: string | undefined): Unreadable {
  const codes = Object.keys(unreadableRequests) as Code[];
  return refusedRequest(codes.find((each) => unreadableRequests[each].parser === parserCode) ?? 'REQUEST_MALFORMED');
}

export function refusedRequest(code: Code): Unreadable {
  const { status, title, message } = unreadableRequests[code];
  const problem: Problem = { type: `urn:objectos:problem:${code}`, title, status, code, message, requestId: randomUUID() };
  return { status, body: JSON.stringify(problem) };
}
