import { createContext, nearestNames } from '@objectos/kernel';
import type { AnyOperation, Authoriser, Call, Context, Fault, Platform, Runtime, SystemAccess, Verdict } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import { fault } from './errors.ts';
import { EvidenceReader } from './explain-evidence.ts';
import type { FoundRecord } from './explain-evidence.ts';
import { explainHidden } from './explain-fields.ts';
import type { ExplainInput } from './explain-input.ts';
import { PersonUnderLimits } from './explain-limits.ts';
import { neededFor } from './explain-needed.ts';
import { judgeCall } from './explain-record.ts';
import { explainRules } from './explain-rules.ts';
import type { RuleQuestion } from './explain-rules.ts';
import { explainSides, sideReasons } from './explain-sides.ts';
import { summaryOf } from './explain-summary.ts';
import type { ExplainedSessions, SessionFound } from './explained-sessions.ts';
import type { Explanation } from './explanation.ts';
import { policyOf } from './policy.ts';
import { rightsOf } from './rights.ts';
import { roleSetOf } from './role-set.ts';
import type { Subject } from './subject.ts';

/** What explaining works with once the plugin has started. */
export interface ExplainServices {
  readonly authoriser: Authoriser;
  readonly runtime: Runtime;
  readonly sessions: ExplainedSessions;
  readonly system: SystemAccess;
  readonly platform: Platform;
}

/** Explains one call of one principal, in what the asker may know. Throws a `Fault` for what does not exist for him. */
export async function explain(services: ExplainServices, call: Call<ExplainInput>): Promise<Explanation> {
  const { input } = call;
  const rights = rightsOf(call.granted);
  const operation = call.snapshot.operation(input.operation);
  const subject = operation === undefined ? undefined : subjectOf(operation, call, rights);
  if (operation === undefined || subject === undefined) throw unknownOperation(call, rights);
  const reader = new EvidenceReader({ ...services, call, rights });
  const person = await reader.record('principal', input.principal, true);
  if (person.row === null) throw fault('EXPLAIN_PRINCIPAL_UNKNOWN', { principal: input.principal }, { details: { path: 'principal' } });
  const attributes = person.knowledge.shows('principal', 'attributes', person.row);
  const found = await recordFor({ operation, subject, input, attributes }, reader);
  const { tenant } = call.context;
  const own = await services.sessions.sessionOf({ tenant, principal: input.principal });
  const made = await services.sessions.sessionOf({ tenant, ...withoutOperation(input) });
  return answer(services, { call, operation, subject, found, own, made });
}

/** Names no operation but one that the asker may know of. */
function unknownOperation(call: Call<ExplainInput>, rights: Rights): Fault {
  const { operation } = call.input;
  const known = call.snapshot.operations().filter((each) => subjectOf(each, call, rights) !== undefined);
  const nearest = nearestNames(operation, known.map(({ name }) => name))[0];
  return fault('EXPLAIN_OPERATION_UNKNOWN', { operation }, { details: { path: 'operation', ...(nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` }) } });
}

/** The subject of the operation's right; undefined where the asker may not know that there is one. Null: it asks for no right. */
function subjectOf({ grant }: AnyOperation, { snapshot }: Call, rights: Rights): Subject | null | undefined {
  if (grant === null) return null;
  const subject = policyOf(snapshot).subjects.get(grant.object);
  const isKnown = subject !== undefined && (subject.object === null || rights.of(subject.name, 'read') !== undefined);
  return isKnown ? subject : undefined;
}

interface Asked {
  readonly operation: AnyOperation;
  readonly subject: Subject | null;
  readonly input: ExplainInput;
  readonly attributes: boolean;
}

async function recordFor({ operation, subject, input, attributes }: Asked, reader: EvidenceReader): Promise<FoundRecord> {
  const object = subject?.object?.name ?? '';
  if (input.record === undefined) return { row: null, related: () => null, knowledge: reader.knowledge(object, { row: null, related: () => null, attributes }) };
  if (object === '' || operation.grant?.verb === 'create') throw fault('EXPLAIN_WITHOUT_RECORD', { operation: operation.name }, { details: { path: 'record' } });
  const found = await reader.record(object, input.record, attributes);
  if (found.row === null) throw fault('RECORD_NOT_FOUND', { object }, { details: { path: 'record' } });
  return found;
}

function withoutOperation({ principal, agent, token }: ExplainInput): { readonly principal: string; readonly agent?: string; readonly token?: string } {
  return { principal, ...(agent === undefined ? {} : { agent }), ...(token === undefined ? {} : { token }) };
}

interface Case {
  readonly call: Call<ExplainInput>;
  readonly operation: AnyOperation;
  readonly subject: Subject | null;
  readonly found: FoundRecord;
  /** The person himself, without limits. */
  readonly own: SessionFound;
  /** Whose call it is. */
  readonly made: SessionFound;
}

function answer(services: ExplainServices, { call, operation, subject, found, own, made }: Case): Explanation {
  const { input, snapshot } = call;
  const { session } = made;
  const common = { principal: input.principal, agent: session?.actors[0] ?? input.agent ?? null, operation: operation.name, record: input.record ?? null };
  if (session === null || own.session === null) {
    const because = 'because' in made ? made.because : 'principal';
    return { ...common, verdict: 'denied', code: 'UNAUTHENTICATED', summary: summaryOf({ ...common, because }), sides: [], reasons: [], hidden: [], needed: [] };
  }
  const context = createContext(session, { surface: input.surface ?? 'rest' }, services.platform);
  const { surface } = context;
  const verdict = projects(operation, context) ? services.authoriser.authorise(operation, context, snapshot) : notThere;
  const person = new PersonUnderLimits(own.session, { ...services, snapshot, operation, surface, found });
  const sides = explainSides({ person, snapshot, operation, surface, sides: 'sides' in made ? made.sides : [] });
  const rules = subject === null ? null : questionOf({ call, subject, found, context, sides });
  const outcome = judgeCall(verdict, { operation, context, found });
  const asked = subject === null ? [] : [...new Set([...(subject.object === null ? [] : ['read']), operation.grant?.verb ?? 'read'])];
  const reasons = rules === null ? [] : asked.filter((verb) => verb !== 'read' || readsFirst(operation)).flatMap((verb) => explainRules({ ...rules, verb }));
  return {
    ...common, verdict: outcome.verdict, code: outcome.code, sides,
    summary: summaryOf({ ...common, ...outcome }),
    reasons: [...sideReasons(sides, operation), ...reasons, ...outcome.reasons],
    hidden: rules === null || !verdict.allowed ? [] : explainHidden({ ...rules, verb: operation.grant?.verb ?? 'read' }, rightsOf(verdict.granted).of(rules.subject.name, operation.grant?.verb ?? 'read')),
    needed: neededFor({ code: outcome.code, operation, surface, sides, person, policy: policyOf(snapshot), subject }),
  };
}

const notThere: Verdict = { allowed: false, reason: 'the surface does not have it' };

function projects({ surfaces }: AnyOperation, { surface }: Context): boolean {
  return surfaces === undefined || surfaces.includes(surface);
}

/** Whether reading the record is a step of its own. */
function readsFirst({ target, grant }: AnyOperation): boolean {
  return target === 'record' || grant?.verb === 'read';
}

interface Questioned {
  readonly call: Call<ExplainInput>;
  readonly subject: Subject;
  readonly found: FoundRecord;
  readonly context: Context;
  readonly sides: Explanation['sides'];
}

function questionOf({ call, subject, found: { row, related, knowledge }, context, sides }: Questioned): Omit<RuleQuestion, 'verb'> {
  const takenBy = (role: string): 'delegation' | 'token' => (sides.some((side) => side.side === 'delegation' && side.roles?.includes(role) === false) ? 'delegation' : 'token');
  return { policy: policyOf(call.snapshot), subject, roles: roleSetOf(context.principal, context.narrowing), takenBy, evidence: { row, related, knowledge, actor: context.principal } };
}
