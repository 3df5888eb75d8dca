import type { AnyOperation, Context, Verdict } from '@objectos/kernel';
import type { RuleQuestion } from './explain-rules.ts';
import type { ExplainedSide, ExplainedVerdict, Reason } from './explanation.ts';

interface Told {
  readonly principal: string;
  readonly agent: string | null;
  readonly operation: string;
  readonly record: string | null;
  readonly verdict?: ExplainedVerdict;
  readonly code?: string | null;
  readonly because?: 'principal' | 'agent' | 'delegation' | 'token';
}

const verdicts: Readonly<Record<ExplainedVerdict, string>> = {
  allowed: 'may call',
  denied: 'may not call',
  not_found: 'finds nothing to call',
  depends: 'may be allowed to call',
  withheld: 'cannot be told whether',
};

const noSession = {
  principal: 'is not active, or no person or service, and cannot sign in',
  agent: 'cannot be acted for: the agent is not there or not active',
  delegation: 'has given the agent no delegation that is in force',
  token: 'has no such token in force',
} as const;

/** The verdict in one sentence. */
export function summaryOf({ principal, agent, operation, record, verdict = 'denied', code, because }: Told): string {
  const who = agent === null ? principal : `${agent} for ${principal}`;
  if (because !== undefined) return `${principal} ${noSession[because]}.`;
  const what = `${operation}${record === null ? '' : ` on ${record}`}`;
  if (verdict === 'withheld') return `Whether ${who} may call ${what} rests on something that you may not see.`;
  const rest = verdict === 'depends' ? ': it depends on what is called with.' : code === null || code === undefined ? '.' : ` (${code}).`;
  return `${who} ${verdicts[verdict]} ${what}${rest}`;
}

interface Need {
  readonly verdict: Verdict;
  readonly code: string | null;
  readonly reasons: readonly Reason[];
  readonly sides: readonly ExplainedSide[];
  readonly rules: Omit<RuleQuestion, 'verb'> | null;
  readonly operation: AnyOperation;
  readonly context: Context;
}

/** What would have to be otherwise, each thing in a sentence. */
export function neededFor({ verdict, code, reasons, sides, rules, operation, context }: Need): readonly string[] {
  if (verdict.allowed && code === null) return [];
  const needs = sides.filter(({ side, allows }) => !allows && side !== 'person').map(({ side, id }) => `the ${side} ${id} to name ${operation.name}`);
  if (operation.surfaces?.includes(context.surface) === false) needs.push(`another surface: ${operation.surfaces.join(', ')}`);
  const grant = code === 'OPERATION_NOT_FOUND' || code === 'FORBIDDEN' ? roleNeeded(rules, operation) : undefined;
  if (grant !== undefined) needs.push(grant);
  if (code === 'FLOW_GUARD_FAILED') needs.push(...reasons.filter(({ side }) => side === 'operation').map(({ message }) => message.replace(/\.$/u, '')));
  return needs;
}

/** The roles of which he holds none and which have a rule for it, or which a guard lets through. */
function roleNeeded(rules: Omit<RuleQuestion, 'verb'> | null, { grant }: AnyOperation): string | undefined {
  if (rules === null || grant === null) return undefined;
  const { policy, subject, roles } = rules;
  const named = policy.rulesOn(subject, grant.verb).filter(({ effect }) => effect === 'allow').map(({ role }) => role);
  const missing = [...new Set([...named, ...(grant.orRoles ?? [])])].filter((role) => !roles.active.includes(role)).toSorted();
  return missing.length === 0 ? undefined : `one of the roles ${missing.join(', ')}`;
}
