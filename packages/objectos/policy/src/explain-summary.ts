import type { ExplainedVerdict } from './explanation.ts';

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
