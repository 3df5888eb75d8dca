import { isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, CallError, Context, Reply, Runtime, Wrap } from '@objectos/kernel';
import { delegationObject } from './delegation-object.ts';
import { fault } from './errors.ts';
import { requireNamedOperations } from './named-operations.ts';
import { principalObject } from './principal-object.ts';

/**
 * Whether the principal acts by his own hand and with all his rights: no agent acts for him and no token limits him. The
 * operator at the machine, who is journalled as actor of the command line, counts as his hand; the system is its own.
 */
export function actsByOwnHand({ principal, actors, narrowing, surface }: Context): boolean {
  if (isSystem(principal)) return true;
  return narrowing === null && (actors.length === 0 || surface === 'cli');
}

/** Who may do what, and for whom: nobody gains rights by writing these through an agent or a limited token. */
const guarded: ReadonlySet<string> = new Set([principalObject.name, delegationObject.name]);

/** Keeps agents and limited tokens from writing principals and delegations, whatever the rights of the person they act for. */
export function guardDelegation(runtime: () => Runtime): Wrap {
  const guard = (call: Call, next: () => Promise<Reply>): Promise<Reply> => {
    if (call.operation.name === createsPrincipal) refuseReserved(call.input);
    if (!actsByOwnHand(call.context)) throw fault('AGENT_MAY_NOT_DELEGATE', {});
    const named = call.operation.grant?.object === delegationObject.name ? memberOf(call.input, 'operations') : undefined;
    if (Array.isArray(named)) requireNamedOperations(named, call, runtime());
    return next();
  };
  return Object.assign(guard, { concerns: guards });
}

const createsPrincipal = `${principalObject.name}.create`;

function guards({ effect, grant }: AnyOperation): boolean {
  return effect !== 'read' && grant !== null && guarded.has(grant.object);
}

const namesOperations: ReadonlySet<string> = new Set([`${delegationObject.name}.create`, `${delegationObject.name}.update`]);

/** What `guardDelegation` refuses an operation with. */
export function guardErrors(operation: AnyOperation): readonly CallError[] {
  if (!guards(operation)) return [];
  const own: CallError = { code: 'AGENT_MAY_NOT_DELEGATE', category: 'forbidden' };
  if (operation.name === createsPrincipal) return [own, { code: 'PRINCIPAL_ID_RESERVED', category: 'invalid' }];
  return namesOperations.has(operation.name) ? [own, { code: 'OPERATION_UNKNOWN', category: 'invalid' }] : [own];
}

/** Whoever had this id would write it into journals and records, and rules on `createdBy` would take him for the system. */
const reservedId = 'system';

function refuseReserved(input: unknown): void {
  const id = memberOf(input, 'id');
  if (id === reservedId) throw fault('PRINCIPAL_ID_RESERVED', { id }, { details: { path: 'id' } });
}

function memberOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>)[name] : undefined;
}
