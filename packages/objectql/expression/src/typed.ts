import { adviceIn } from '@objectql/metadata';
import type { Advice, FieldDescriptor, ObjectDescriptor } from '@objectql/metadata';
import type { ErrorArguments, ExpressionErrorCode, ExpressionIssue, Span } from './errors.ts';
import { messageOf } from './errors.ts';
import type { Expr, ExprType } from './expr.ts';

/** What an expression may speak of. */
export interface ExpressionEnv {
  /** The object of `record`; absent where there is no record. */
  readonly object?: ObjectDescriptor;
  /** Every loaded object, for lookups. */
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  /** Types of the caller's attributes. Absent: any name is one, and has the type of what it is compared with. */
  readonly attributes?: ReadonlyMap<string, ExprType>;
  /** Names of all roles, to find misspelt ones; absent: any. */
  readonly roles?: readonly string[];
}

/** An expression on its way through the type checker. */
export interface Typed {
  readonly expr: Expr;
  /** Where it is a field, its descriptor: constants beside it are checked against its options. */
  readonly field?: FieldDescriptor;
  /** An attribute of the caller whose type is not declared: it takes the type of what it is compared with. */
  readonly open?: true;
}

/** Issues that are told of one expression: nobody reads more, and what repeats a mistake repeats its issue. */
const mostIssues = 50;

/** The environment and the issues found so far, as many as are told. Checks answer null for what they reported. */
export class CheckContext {
  readonly env: ExpressionEnv;
  readonly issues: ExpressionIssue[] = [];

  constructor(env: ExpressionEnv) {
    this.env = env;
  }

  report<C extends ExpressionErrorCode>(code: C, args: ErrorArguments<C>, at: Span | undefined, hint?: Advice): null {
    if (this.issues.length < mostIssues) this.issues.push({ code, message: messageOf(code, args), at: at ?? { start: 0, end: 0 }, ...adviceIn(hint) });
    return null;
  }
}

/** The key `at`, or nothing where the place is not known. */
export function placed(at: Span | undefined): { at?: Span } {
  return at === undefined ? {} : { at };
}

const descriptions: Readonly<Record<ExprType, string>> = {
  text: 'text', integer: 'a whole number', decimal: 'a decimal number', boolean: 'true or false', date: 'a date', datetime: 'a point in time',
  texts: 'a list of texts', null: 'null', json: 'JSON',
};

/** A type in words: `a whole number`. */
export function describeType(type: ExprType): string {
  return descriptions[type];
}
