import { messageText } from '@objectql/metadata';
import type { Fix } from '@objectql/metadata';

/** Where something stands in a source text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One thing wrong in an expression. Parsing reports all that it finds; it never throws for what an author wrote. */
export interface ExpressionIssue {
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly at: Span;
  /** What to do; the nearest valid name where one is close. */
  readonly hint?: string;
  /** The correction, where a program may make it. */
  readonly fix?: Fix;
}

/** Category (see the kernel's `Category`) and message of each code that this package reports. */
export const expressionErrors = {
  EXPRESSION_TOO_LONG: ['invalid', (a: { most: number }) => `The expression is longer than ${a.most} characters.`],
  EXPRESSION_TOO_DEEP: ['invalid', (a: { most: number }) => `The expression is nested deeper than ${a.most} levels.`],
  EXPRESSION_SYNTAX: ['invalid', (a: { problem: string }) => `${a.problem}.`],
  EXPRESSION_UNSUPPORTED: ['invalid', (a: { what: string }) => `${a.what} cannot be used in a condition.`],
  EXPRESSION_NAME_UNKNOWN: ['invalid', (a: { name: string }) => `"${a.name}" is unknown; an expression speaks of \`record\` and \`actor\`.`],
  EXPRESSION_FIELD_UNKNOWN: ['invalid', (a: { name: string; object: string }) => `"${a.name}" is not a field of ${a.object}.`],
  EXPRESSION_OBJECT_UNKNOWN: ['invalid', (a: { field: string; object: string }) => `"${a.field}" leads to ${a.object}, which is not loaded.`],
  EXPRESSION_ATTRIBUTE_UNKNOWN: ['invalid', (a: { name: string }) => `"${a.name}" is not an attribute of the actor.`],
  EXPRESSION_FUNCTION_UNKNOWN: ['invalid', (a: { name: string }) => `There is no function "${a.name}".`],
  EXPRESSION_OPTION_UNKNOWN: ['invalid', (a: { value: string; field: string }) => `"${a.value}" is not an option of ${a.field}, so this can never be true of it.`],
  EXPRESSION_ROLE_UNKNOWN: ['invalid', (a: { name: string }) => `There is no role "${a.name}".`],
  EXPRESSION_TYPE: ['invalid', (a: { problem: string }) => `${a.problem}.`],
  EXPRESSION_VALUE: ['invalid', (a: { value: string; expected: string }) => `${a.value} is not ${a.expected}.`],
  CONDITION_SHAPE: ['invalid', (a: { problem: string }) => `${a.problem}.`],
  FIELD_UNKNOWN: ['invalid', (a: { name: string }) => `There is no field "${a.name}" to filter by.`],
  FILTER_SHAPE: ['invalid', (a: { problem: string }) => `${a.problem}.`],
  FILTER_OPERATOR_UNKNOWN: ['invalid', (a: { name: string }) => `There is no operator "${a.name}".`],
  FILTER_OPERATOR_UNSUPPORTED: ['invalid', (a: { operator: string; type: string }) => `"${a.operator}" does not work on ${a.type}.`],
  FILTER_VALUE: ['invalid', (a: { value: string; expected: string }) => `${a.value} is not ${a.expected}.`],
  FILTER_TOO_DEEP: ['invalid', (a: { most: number }) => `The filter is nested deeper than ${a.most} levels.`],
  FILTER_TOO_LARGE: ['invalid', (a: { what: string; most: number }) => `The filter has more than ${a.most} ${a.what}.`],
} as const;

export type ExpressionErrorCode = keyof typeof expressionErrors;

/** What the message of that code needs to know. */
export type ErrorArguments<C extends ExpressionErrorCode> = Parameters<(typeof expressionErrors)[C][1]>[0];

export function messageOf<C extends ExpressionErrorCode>(code: C, args: ErrorArguments<C>): string {
  const message = expressionErrors[code][1] as (args: ErrorArguments<C>) => string;
  return messageText(message(args));
}
