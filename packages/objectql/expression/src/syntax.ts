import type { Json } from '@objectql/metadata';
import type { CompareExpr } from './expr.ts';
import type { ErrorArguments, ExpressionErrorCode, ExpressionIssue, Span } from './errors.ts';
import { messageOf } from './errors.ts';

/** What an author wrote, before names are resolved and types checked. `at` is absent where it was not written as CEL. */
export type Syntax =
  | ConstantSyntax
  | { readonly kind: 'name'; readonly name: string; readonly at?: Span }
  | MemberSyntax
  | CallSyntax
  | { readonly kind: 'list'; readonly items: readonly Syntax[]; readonly at?: Span }
  | { readonly kind: 'not'; readonly operand: Syntax; readonly at?: Span }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Syntax[]; readonly at?: Span }
  | RelationSyntax;

export interface ConstantSyntax {
  readonly kind: 'constant';
  readonly type: 'null' | 'boolean' | 'integer' | 'decimal' | 'text' | 'date' | 'datetime';
  readonly value: Json;
  readonly at?: Span;
}

export interface MemberSyntax {
  readonly kind: 'member';
  readonly of: Syntax;
  readonly name: string;
  readonly at?: Span;
}

/** `name(args)`, or `of.name(args)`. */
export interface CallSyntax {
  readonly kind: 'call';
  readonly name: string;
  readonly of?: Syntax;
  readonly args: readonly Syntax[];
  readonly at?: Span;
}

export interface RelationSyntax {
  readonly kind: 'relation';
  readonly op: CompareExpr['op'] | 'in';
  readonly left: Syntax;
  readonly right: Syntax;
  readonly at?: Span;
}

/** Thrown where reading cannot go on, and caught by the function that began it: it never leaves the package. */
export class SyntaxFault extends Error {
  readonly issue: ExpressionIssue;

  constructor(issue: ExpressionIssue) {
    super(issue.message);
    this.issue = issue;
  }
}

export function syntaxFault<C extends ExpressionErrorCode>(code: C, args: ErrorArguments<C>, at: Span, hint?: string): SyntaxFault {
  return new SyntaxFault({ code, message: messageOf(code, args), at: { start: at.start, end: at.end }, ...(hint === undefined ? {} : { hint }) });
}
