import type { ProtocolError } from '@modelcontextprotocol/server';
import { toFault } from '@objectos/kernel';
import type { Category } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import type { Exchange } from './exchange.ts';

/** Categories that are the caller's to mend; JSON-RPC calls all of them invalid parameters. */
const callers: ReadonlySet<Category> = new Set<Category>(['malformed', 'invalid', 'stale', 'too_large', 'unsupported', 'unauthenticated', 'forbidden', 'not_found', 'conflict']);

/** A failure outside of a tool as the error that the protocol has for it, with the one error shape as its data. */
export function protocolErrorOf({ sdk, requestId }: Pick<Exchange, 'sdk' | 'requestId'>, error: unknown): ProtocolError {
  if (error instanceof sdk.ProtocolError) return error;
  const fault = toFault(error, requestId);
  return new sdk.ProtocolError(callers.has(fault.category) ? -32602 : -32603, fault.message, problemOf(fault, requestId));
}
