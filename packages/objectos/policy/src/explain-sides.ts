import { createContext } from '@objectos/kernel';
import type { AnyOperation, Call, Context } from '@objectos/kernel';
import { agentScope } from './agent-tools.ts';
import type { ExplainServices } from './explain.ts';
import type { ExplainInput } from './explain-input.ts';
import type { SessionSide } from './explained-sessions.ts';
import type { ExplainedSide } from './explanation.ts';
import { narrowedScope } from './operation-scope.ts';
import { roleSetOf } from './role-set.ts';

interface SideQuestion {
  readonly services: ExplainServices;
  readonly call: Call<ExplainInput>;
  readonly operation: AnyOperation;
  readonly context: Context;
  readonly sides: readonly SessionSide[];
}

/** The person with all that he has, then each limit by itself: which of them lets the operation through. */
export async function explainSides({ services, call, operation, context, sides }: SideQuestion): Promise<readonly ExplainedSide[]> {
  const { tenant, snapshot, principal } = { ...call.input, ...call, tenant: call.context.tenant };
  const { session } = await services.sessions.sessionOf({ tenant, principal });
  const own = session === null ? [] : [{
    side: 'person' as const, id: principal, roles: roleSetOf(session.principal).active,
    allows: services.authoriser.authorise(operation, createContext(session, { surface: context.surface === 'mcp' ? 'rest' : context.surface }, services.platform), snapshot).allowed,
  }];
  const limits = sides.map(({ side, id, operations, roles }): ExplainedSide => ({ side, id, roles, operations, allows: narrowedScope(operations === null ? null : { operations })?.allows(operation.name) ?? true }));
  const tools = context.surface === 'mcp' ? agentScope(snapshot) : null;
  return [...own, ...limits, ...(tools === null ? [] : [{ side: 'plugin' as const, id: 'agentTools', allows: tools.allows(operation.name) }])];
}
