import type { AnyOperation, Context, Snapshot } from '@objectos/kernel';
import { agentScope } from './agent-tools.ts';
import { namesOperation } from './explain-limits.ts';
import type { PersonUnderLimits } from './explain-limits.ts';
import type { SessionSide } from './explained-sessions.ts';
import type { ExplainedSide, Reason } from './explanation.ts';
import { roleSetOf } from './role-set.ts';

interface SideQuestion {
  readonly person: PersonUnderLimits;
  readonly snapshot: Snapshot;
  readonly operation: AnyOperation;
  readonly surface: Context['surface'];
  readonly sides: readonly SessionSide[];
}

/** The person with all that he has, then each limit by itself: which of them lets the operation through. */
export function explainSides({ person, snapshot, operation, surface, sides }: SideQuestion): readonly ExplainedSide[] {
  const { principal } = person.session;
  const own: ExplainedSide = { side: 'person', id: principal.id, roles: roleSetOf(principal).active, allows: person.sees() };
  const limits = sides.map(({ side, id, operations, roles }): ExplainedSide => {
    const takesRights = own.allows && roles !== null && !person.sees({ operations: null, roles });
    return { side, id, roles, operations, allows: namesOperation({ operations }, operation.name) && !takesRights };
  });
  const tools = surface === 'mcp' ? agentScope(snapshot) : null;
  return [own, ...limits, ...(tools === null ? [] : [{ side: 'plugin' as const, id: 'agentTools', allows: tools.allows(operation.name) }])];
}

/** What each limit that stops the operation takes away. */
export function sideReasons(sides: readonly ExplainedSide[], operation: AnyOperation): readonly Reason[] {
  return sides.flatMap(({ side, id, allows, operations = null }): Reason[] => {
    if (allows || side === 'person') return [];
    const isNamed = side !== 'plugin' && namesOperation({ operations }, operation.name);
    return [{ side, asks: operation.name, outcome: 'taken away', message: isNamed ? `The ${side} ${id} leaves no role that allows it.` : `The ${side} ${id} leaves it out.` }];
  });
}
