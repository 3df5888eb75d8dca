import type { Checked, ConditionDescriptor, Issue, Source } from '@objectql/metadata';
import { checkCondition } from './checker.ts';
import { conditionSyntax } from './condition-syntax.ts';
import type { ExpressionIssue } from './errors.ts';
import type { Expr } from './expr.ts';
import { SyntaxFault } from './syntax.ts';
import { CheckContext } from './typed.ts';
import type { ExpressionEnv } from './typed.ts';

/** As `ExpressionEnv`; `source` stands in for a condition that does not know where it was written. */
export interface ConditionEnv extends ExpressionEnv {
  readonly source?: Source;
}

/**
 * Reads one condition of the shorthand, which is sugar for CEL: `role: manager` is `"manager" in actor.roles`,
 * `amount: < 5000` is `record.amount < 5000`, `owner: $actor` is `record.owner == actor.id`; also `1000..5000`,
 * `in [a, b]`, `!= x`, a plain value, `any:`, `all:`, `not:` and `when:` with CEL itself. Issues stand at the condition's source.
 */
export function parseCondition(condition: ConditionDescriptor, env: ConditionEnv): Checked<Expr> {
  const context = new CheckContext(env);
  const expr = read(condition, context);
  if (expr !== null && context.issues.length === 0) return { ok: true, value: expr, issues: [] };
  const source = condition.source ?? env.source ?? { file: 'condition' };
  return { ok: false, issues: context.issues.map((each) => issueAt(source, each)) };
}

function read(condition: ConditionDescriptor, context: CheckContext): Expr | null {
  try {
    const syntax = conditionSyntax(condition.test, context);
    return syntax === null ? null : checkCondition(syntax, context);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    context.issues.push(error.issue);
    return null;
  }
}

/** Where the issue stands in CEL text, its message says at which character of it. */
function issueAt(source: Source, { code, message, at, hint, fix }: ExpressionIssue): Issue {
  const place = at.end > 0 ? ` (At character ${at.start + 1} of the expression.)` : '';
  return { code, severity: 'fault', message: `${message}${place}`, source, ...(hint === undefined ? {} : { hint }), ...(fix === undefined ? {} : { fix }) };
}
