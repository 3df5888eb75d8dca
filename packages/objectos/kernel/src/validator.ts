import type { InputIssue } from './fault.ts';

/** A JSON Schema (2020-12) document. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export type Validated<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly InputIssue[] };

/** Checks a value from outside and gives it its canonical form; reports every problem at once. */
export interface Validator<T> {
  parse(value: unknown): Validated<T>;
  /** What `parse` accepts. Made on first use. */
  jsonSchema(): JsonSchema;
}
