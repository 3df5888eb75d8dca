import type { ClientCapabilities, ServerContext } from '@modelcontextprotocol/server';
import type { Session } from '@objectos/kernel';
import { canonicalJson } from '@objectql/metadata';
import type { Catalogue } from './catalogue.ts';
import type { Sdk } from './sdk.ts';

/** Somebody who reads: who he is, what he can reach, and under which id log and journal know what he does now. */
export interface Reader {
  readonly sdk: Sdk;
  readonly session: Session;
  readonly catalogue: Catalogue;
  readonly requestId: string;
  readonly signal?: AbortSignal;
}

/** One request of a client. */
export interface Exchange extends Reader {
  /** What the client can be asked for. */
  readonly capabilities: ClientCapabilities;
  readonly request: ServerContext['mcpReq'];
  /** Ends the stream of the answer before there is one; absent where the client could not come back for it. */
  readonly hangUp?: (() => void) | undefined;
}

/** What a state that is sealed in this exchange is good for: the same caller, asking for the same with the same arguments. */
export function bindingOf({ session: { tenant, principal, actors }, request }: Exchange, subject: { readonly name: string; readonly arguments?: unknown }): string {
  return canonicalJson([tenant, principal.id, [...actors], request.method, subject.name, subject.arguments ?? {}]);
}
