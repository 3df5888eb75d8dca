import { isSystem, nearestNames } from '@objectos/kernel';
import type { Call, Fault, InputIssue, Runtime, Surface } from '@objectos/kernel';
import { fault } from './errors.ts';

/** Where a token is used: what is on none of them, no token can call. */
const surfacesOfTokens: readonly Surface[] = ['rest', 'sdk', 'mcp', 'sync'];

/**
 * Refuses operations that a new token or delegation names and that are not there. For a caller there is what he may call
 * himself, so that nobody learns by asking what else there is; for the system, everything that the tenant has. What a
 * plugin adds later can be named once it is loaded, or by `*`; what is stored already is not asked again.
 */
export function requireNamedOperations(named: readonly unknown[], call: Pick<Call, 'context' | 'snapshot'>, runtime: Runtime): void {
  const known = namesKnownTo(call, runtime);
  const given = [...new Set(named)].filter((name) => typeof name === 'string' && !known.has(name)) as string[];
  if (given.length > 0) throw unknownOperations(given.map((name) => issueOf(name, known)));
}

function namesKnownTo({ context, snapshot }: Pick<Call, 'context' | 'snapshot'>, runtime: Runtime): ReadonlySet<string> {
  const operations = isSystem(context.principal)
    ? snapshot.operations()
    : surfacesOfTokens.flatMap((surface) => runtime.permitted({ ...context, surface }).map(({ operation }) => operation));
  return new Set(['*', ...operations.flatMap(({ name }) => [name, name.replace(/[^.]*$/u, '*')])]);
}

function issueOf(name: string, known: ReadonlySet<string>): InputIssue {
  const nearest = nearestNames(name, known)[0];
  const hint = nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` };
  return { path: 'operations', code: 'OPERATION_UNKNOWN', message: `There is no operation "${name}" that you may use.`, ...hint };
}

function unknownOperations(issues: readonly InputIssue[]): Fault {
  const [only, second] = issues;
  const hint = only?.hint === undefined || second !== undefined ? {} : { hint: only.hint };
  return fault('OPERATION_UNKNOWN', { issues }, { details: { path: 'operations', ...hint, ...(second === undefined ? {} : { issues }) } });
}
