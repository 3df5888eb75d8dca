import { attributesOf, compileValue, fieldsOf, formatExpr } from '@objectql/expression';
import type { Actor, Evaluator, Expr, Related } from '@objectql/expression';
import type { Json, Row } from '@objectql/metadata';
import type { ExplainedCondition, ExplainedTruth } from './explanation.ts';
import type { Knowledge } from './knowledge.ts';

/** The record at hand, who calls, and what the asker may know of both. Row null: no record was named. */
export interface Evidence {
  readonly row: Row | null;
  readonly actor: Actor;
  readonly related: Related;
  readonly knowledge: Knowledge;
}

/**
 * Each part of a condition with its outcome. Atoms are evaluated by the closures that judge calls; `and`, `or` and `not` join
 * them by Kleene's logic with a fourth value: what the asker may not know stays so, unless the rest decides.
 */
export function traceCondition(expr: Expr, evidence: Evidence): ExplainedCondition {
  const text = textFor(expr, evidence.knowledge);
  if (evidence.row === null) return { text };
  if (expr.kind === 'and' || expr.kind === 'or') {
    const parts = expr.operands.map((operand) => traceCondition(operand, evidence));
    return { text, holds: joined(expr.kind, parts.map(({ holds = null }) => holds)), parts };
  }
  if (expr.kind === 'not') {
    const part = traceCondition(expr.operand, evidence);
    return { text, holds: typeof part.holds === 'boolean' ? !part.holds : (part.holds ?? null), parts: [part] };
  }
  return { text, ...traceAtom(expr, evidence.row, evidence) };
}

/** Only how it comes out. */
export function truthOf(expr: Expr, evidence: Evidence): ExplainedTruth {
  return traceCondition(expr, evidence).holds ?? null;
}

/** The condition's text, where every field that it names exists for the asker. */
export function textFor(expr: Expr, knowledge: Knowledge): string | null {
  return fieldsOf(expr).every((field) => knowledge.exists(field)) ? formatExpr(expr) : null;
}

function traceAtom(expr: Expr, row: Row, { actor, related, knowledge }: Evidence): Pick<ExplainedCondition, 'holds' | 'values'> {
  const fields = fieldsOf(expr);
  const attributes = attributesOf(expr);
  const read = [...fields.filter((field) => knowledge.field(field)), ...attributes.filter(({ name }) => knowledge.attribute(name))];
  const values = Object.fromEntries(read.map((each) => [formatExpr(each), closureOf(each)(row, actor, [], related)]));
  const shown = read.length === 0 ? {} : { values };
  if (read.length < fields.length + attributes.length) return { holds: 'withheld', ...shown };
  return { holds: asTruth(closureOf(expr)(row, actor, [], related)), ...shown };
}

function asTruth(value: Json): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function joined(kind: 'and' | 'or', parts: readonly ExplainedTruth[]): ExplainedTruth {
  const decisive = kind === 'or';
  if (parts.includes(decisive)) return decisive;
  if (parts.includes('withheld')) return 'withheld';
  return parts.includes(null) ? null : !decisive;
}

const closures = new WeakMap<Expr, Evaluator>();

/** Rights keep their expressions, so each is compiled once. */
function closureOf(expr: Expr): Evaluator {
  let closure = closures.get(expr);
  if (closure === undefined) closures.set(expr, (closure = compileValue(expr)));
  return closure;
}
