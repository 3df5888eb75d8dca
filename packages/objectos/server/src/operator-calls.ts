import { principalSessionsRef } from '@objectos/identity';
import { Fault, Rendered, createContext, toFault } from '@objectos/kernel';
import type { Context } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import type { RunningApp } from './compose.ts';
import { serverFault } from './errors.ts';
import { fileAdvice, foreseen } from './operator-text.ts';
import type { LocalAnswer, LocalCall, LocalCalls } from './local-call.ts';

/** An app as far as its operator's calls concern it. */
export type OperatedApp = Pick<RunningApp, 'kernel' | 'platform' | 'system' | 'tenants'> & Partial<Pick<RunningApp, 'placeOf'>>;

/** Calls of the local operator, answered by the process that owns the stores; the operator is journalled as actor. */
export function operatorCalls(app: OperatedApp): LocalCalls {
  return {
    async perform(call) {
      const requestId = app.platform.uuid();
      try {
        const reply = await app.kernel.call(call.operation, call.input, await contextOf(app, call, requestId));
        const value = reply.value instanceof Rendered ? reply.value.value() : reply.value;
        return { ok: true, value, ...(reply.revision === undefined ? {} : { revision: reply.revision }) } satisfies LocalAnswer;
      } catch (error) {
        // The kernel has told the operator of its faults.
        if (!(error instanceof Fault)) app.platform.log('error', `request ${requestId} failed`, error);
        return { ok: false, problem: problemOf(toldFully(toFault(error, requestId), placeIn(app, call)), requestId) };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A failure that was foreseen, with what other callers are not told: what is wrong with the store, and where it lies. */
function toldFully(fault: Fault, place: string | null): Fault {
  const told = fault.category === 'internal' ? foreseen(fault) : null;
  if (told === null) return fault;
  const message = place === null || told.message.includes(place) ? told.message : `${told.message} ${fileAdvice(place)}`;
  return new Fault(fault.code, fault.category, message, fault.details, fault.cause);
}

function placeIn(app: OperatedApp, { tenant = app.tenants[0] }: LocalCall): string | null {
  return tenant === undefined ? null : (app.placeOf?.(tenant) ?? null);
}

/** No principal of a tenant can have this id. */
const systemName = 'system';

async function contextOf(app: OperatedApp, call: LocalCall, requestId: string): Promise<Context> {
  const tenant = call.tenant ?? onlyTenant(app);
  const actor = `operator:${call.operator}`;
  const more = {
    ...(call.commandKey === undefined ? {} : { commandKey: call.commandKey }),
    ...(call.dryRun === true ? { dryRun: true } : {}),
  };
  if (call.as === undefined || call.as === systemName) {
    const context = app.system.context({ tenant, onBehalfOf: null, surface: 'cli', requestId });
    return { ...context, actors: [...context.actors, actor], ...more };
  }
  const session = await app.kernel.service(principalSessionsRef).ofPrincipal(tenant, call.as);
  if (session === null) {
    throw serverFault('PRINCIPAL_UNKNOWN', { principal: call.as, tenant }, { details: { hint: 'Name the id of a principal; agents act with a token.' } });
  }
  return createContext({ ...session, actors: [...session.actors, actor] }, { surface: 'cli', requestId, ...more }, app.platform);
}

function onlyTenant({ tenants }: OperatedApp): string {
  const [tenant, second] = tenants;
  if (tenant === undefined || second !== undefined) throw serverFault('TENANT_NOT_NAMED', { tenants }, { details: { hint: 'Use --tenant <name>.' } });
  return tenant;
}
