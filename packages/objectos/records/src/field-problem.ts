import type { InputIssueCode } from './errors.ts';

/**
 * What is wrong with one value. `message` continues a sentence that begins with the field's name (`must be true or false`),
 * so that checks need not know which field they serve.
 */
export class FieldProblem {
  readonly code: InputIssueCode;
  readonly message: string;
  readonly hint: string | undefined;

  constructor(code: InputIssueCode, message: string, hint?: string) {
    this.code = code;
    this.message = message;
    this.hint = hint;
  }
}

/** The JSON value as an author would write it, shortened: for messages. Only ever shows what the caller gave. */
export function shown(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : 'an object';
  return value.length > 40 ? `"${value.slice(0, 40)}..."` : JSON.stringify(value);
}
