import { checkCondition } from './checker.ts';
import type { ExpressionIssue } from './errors.ts';
import type { Expr } from './expr.ts';
import { parseSyntax } from './parser.ts';
import { SyntaxFault } from './syntax.ts';
import { CheckContext } from './typed.ts';
import type { ExpressionEnv } from './typed.ts';

/** A condition, or every issue found in its text. */
export type ParsedExpr =
  | { readonly ok: true; readonly expr: Expr }
  | { readonly ok: false; readonly issues: readonly ExpressionIssue[] };

/**
 * Reads one condition in the CEL profile: comparisons, `&&`, `||`, `!`, `in`, `has`, `startsWith`, `endsWith`, `contains`
 * over `record.field`, `record.lookup.field`, `actor.attribute` and constants. CEL's own syntax and precedence; types are
 * checked against the fields. Never throws for what an author wrote.
 */
export function parseExpression(text: string, env: ExpressionEnv): ParsedExpr {
  try {
    const context = new CheckContext(env);
    const expr = checkCondition(parseSyntax(text), context);
    return expr === null ? { ok: false, issues: context.issues } : { ok: true, expr };
  } catch (error) {
    if (error instanceof SyntaxFault) return { ok: false, issues: [error.issue] };
    throw error;
  }
}
