import { isFalse, isTrue } from '@objectql/expression';
import type { Expr, JudgedCondition, JudgedPath, RecordJudge, RecordJudgement, Rights } from '@objectql/expression';
import { formatSource } from '@objectql/metadata';
import type { AnyOperation, Context, Verdict } from '@objectos/kernel';
import type { FoundRecord } from './explain-evidence.ts';
import type { ExplainedCondition, ExplainedTruth, ExplainedVerdict, Reason } from './explanation.ts';
import { rightsOf } from './rights.ts';
import type { Evidence } from './trace-condition.ts';
import { traceCondition, truthOf } from './trace-condition.ts';

/** The call whose outcome for one record is asked, with everything that was granted to it. */
interface RecordCase {
  readonly operation: AnyOperation;
  readonly object: string;
  readonly verb: string;
  readonly context: Context;
  readonly rights: Rights;
  /** Row null: no record was named. */
  readonly evidence: Evidence;
}

export interface RecordOutcome {
  readonly verdict: ExplainedVerdict;
  readonly code: string | null;
  /** Guards, in the order in which they were tried. */
  readonly reasons: readonly Reason[];
}

const allowed: RecordOutcome = { verdict: 'allowed', code: null, reasons: [] };
const depends: RecordOutcome = { verdict: 'depends', code: null, reasons: [] };
const withheld: RecordOutcome = { verdict: 'withheld', code: null, reasons: [] };
const notFound: RecordOutcome = { verdict: 'not_found', code: 'RECORD_NOT_FOUND', reasons: [] };

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'query', 'history']);

/** What becomes of a call by the authoriser's verdict, and then by the record. */
export function judgeCall(verdict: Verdict, { operation, context, found }: { readonly operation: AnyOperation; readonly context: Context; readonly found: FoundRecord }): RecordOutcome {
  if (!verdict.allowed) return { verdict: 'denied', code: 'OPERATION_NOT_FOUND', reasons: [] };
  const { object, verb } = operation.grant ?? { object: '', verb: '' };
  const { row, related, knowledge } = found;
  return judgeRecord({ operation, object, verb, context, rights: rightsOf(verdict.granted), evidence: { row, related, knowledge, actor: context.principal } });
}

/** What becomes of the call once the authoriser has let it through: the record must be readable, then the verb and the operation's own conditions decide. */
function judgeRecord(question: RecordCase): RecordOutcome {
  const { operation, object, verb, rights, evidence } = question;
  const access = rights.of(object, verb);
  if (operation.target === 'system') return operation.grant === null ? depends : allowed;
  if (verb === 'create') return access !== undefined && isTrue(access.rows) ? allowed : depends;
  const reads = rights.of(object, 'read');
  if (evidence.row === null) return withoutRecord(question);
  if (reads === undefined) return notFound;
  const readable = decide(reads.rows, evidence);
  if (readable === 'withheld') return withheld;
  if (readable !== true) return notFound;
  if (readVerbs.has(operation.name.slice(operation.name.lastIndexOf('.') + 1))) return allowed;
  return operation.judge === undefined ? byAccess(access?.rows, evidence) : byJudgement(question);
}

function withoutRecord({ operation, object, verb, rights }: RecordCase): RecordOutcome {
  if (operation.target === 'collection') return allowed;
  const open = [rights.of(object, 'read'), rights.of(object, verb)].every((access) => access !== undefined && isTrue(access.rows));
  return open && operation.judge === undefined ? allowed : depends;
}

function byAccess(rows: Expr | undefined, evidence: Evidence): RecordOutcome {
  const holds = rows === undefined ? false : decide(rows, evidence);
  if (holds === 'withheld') return withheld;
  return holds === true ? allowed : { verdict: 'denied', code: 'FORBIDDEN', reasons: [] };
}

/** The operation's own judgement, told as far as the asker may know what it rests on. */
function byJudgement(question: RecordCase): RecordOutcome {
  const { operation, object, verb, context, rights, evidence } = question;
  const { row, related, knowledge } = evidence;
  const denied = rights.denied(object, verb);
  if (!isFalse(denied) && decide(denied, evidence) === 'withheld') return withheld;
  const judge = operation.judge as RecordJudge | undefined;
  const { principal, narrowing } = context;
  const judgement = row === null ? undefined : judge?.({ row, related, principal, narrowing, rights });
  if (judgement === undefined) return withheld;
  if (!isFalse(denied) && decide(denied, evidence) !== false) return { verdict: 'denied', code: judgement.code, reasons: [] };
  if (!judgement.reads.every((name) => knowledge.field({ name }))) return withheld;
  const reasons = judgement.paths.map((path) => pathReason(path, verb, evidence));
  return { ...outcomeOf(judgement, reasons, question), reasons };
}

function outcomeOf({ code, paths }: RecordJudgement, reasons: readonly Reason[], { object, verb, rights, evidence }: RecordCase): Omit<RecordOutcome, 'reasons'> {
  const first = reasons.findIndex(({ outcome }) => outcome !== 'refuses');
  if (reasons[first]?.outcome === 'withheld') return withheld;
  const entitled = paths[first]?.roles.some((role) => rights.holds(role)) === true;
  const rows = rights.of(object, verb)?.rows;
  if (first >= 0 && !entitled && rows !== undefined && decide(rows, evidence) === 'withheld') return withheld;
  return code === null ? allowed : { verdict: 'denied', code };
}

function pathReason({ name, conditions, holds, source }: JudgedPath, verb: string, evidence: Evidence): Reason {
  const parts = conditions.map((condition) => guardCondition(condition, evidence));
  const outcome = parts.some((part) => part.holds === false) ? 'refuses' : parts.some((part) => part.holds === 'withheld') ? 'withheld' : holds ? 'grants' : 'refuses';
  const failed = parts.filter((part) => part.holds === false && part.text !== null).map(({ text }) => text);
  const what = { grants: 'all of its conditions hold', refuses: failed.length === 0 ? 'a condition does not hold' : `it takes ${failed.join(' and ')}`, withheld: 'a condition rests on something that you may not see' }[outcome];
  return {
    side: 'operation', asks: verb, outcome, message: `${name}: ${what}.`,
    ...(source === undefined ? {} : { at: formatSource(source) }),
    condition: { text: null, holds: outcome === 'withheld' ? 'withheld' : outcome === 'grants', parts },
  };
}

/** How the operation itself found it, where the asker may know everything that it reads. */
function guardCondition({ text, expr, holds }: JudgedCondition, evidence: Evidence): ExplainedCondition {
  const traced = traceCondition(expr, evidence);
  return { ...traced, text: traced.text === null ? null : text, holds: traced.holds === 'withheld' ? 'withheld' : holds };
}

/** By the closures that judge calls; only where nothing it rests on is withheld. */
function decide(expr: Expr, evidence: Evidence): ExplainedTruth {
  return isTrue(expr) ? true : truthOf(expr, evidence);
}
