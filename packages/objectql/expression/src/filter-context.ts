import type { FieldDescriptor, Json } from '@objectql/metadata';
import type { ErrorArguments, ExpressionErrorCode } from './errors.ts';
import { messageOf } from './errors.ts';
import type { Expr, ExprType, ParamExpr } from './expr.ts';
import { filterValue } from './filter-value.ts';

/** What a filter may speak of: the caller's readable view. */
export interface FilterEnv {
  /** The field of that name or path (`customer.name`) as the caller sees it; undefined where it does not exist for him. */
  field(name: string): Expr | undefined;
  /** Every name that `field` answers, for the nearest one. */
  names(): readonly string[];
  /** The field's descriptor, where constants should be checked against its options. */
  descriptor?(name: string): FieldDescriptor | undefined;
}

/** One problem of a filter, at its place: `filter.$and[0].amount.$gt`. */
export interface FilterIssue {
  readonly path: string;
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** Deepest nesting, most tests and groups, most values of one list and of all: a store can bind only so many. */
export const filterLimits = { depth: 10, nodes: 200, values: 500, allValues: 2_000 } as const;

/** The arguments and issues gathered while one filter is read: of issues as many as a filter may have tests, and one. Readers answer null for what they reported. */
export class FilterContext {
  readonly env: FilterEnv;
  readonly args: Json[] = [];
  readonly issues: FilterIssue[] = [];
  #nodes = 0;
  #hasTooManyValues = false;

  constructor(env: FilterEnv) {
    this.env = env;
  }

  report<C extends ExpressionErrorCode>(code: C, args: ErrorArguments<C>, path: string, hint?: string): null {
    if (this.issues.length <= filterLimits.nodes) this.issues.push({ path, code, message: messageOf(code, args), ...(hint === undefined ? {} : { hint }) });
    return null;
  }

  /** Counts one test or group; false, and an issue the first time, where there are too many. */
  count(path: string): boolean {
    this.#nodes++;
    if (this.#nodes === filterLimits.nodes + 1) this.report('FILTER_TOO_LARGE', { what: 'tests', most: filterLimits.nodes }, path);
    return this.#nodes <= filterLimits.nodes;
  }

  /** The constant as the next argument, so that filters that differ in constants only share a plan. */
  param(value: Json, type: ExprType, place: { readonly path: string; readonly options?: readonly string[] | undefined }): ParamExpr | null {
    const read = filterValue(value, type, place.options);
    if (this.args.length >= filterLimits.allValues) return this.#refuseValues(place.path);
    if (!read.ok) return this.report('FILTER_VALUE', { value: shown(value), expected: read.expected }, place.path, read.hint);
    return { kind: 'param', type: type === 'texts' ? 'text' : type, index: this.args.push(read.value) - 1 };
  }

  /** Told once: whatever follows would be told the same. */
  #refuseValues(path: string): null {
    if (this.#hasTooManyValues) return null;
    this.#hasTooManyValues = true;
    return this.report('FILTER_TOO_LARGE', { what: 'values', most: filterLimits.allValues }, path);
  }
}

/** The start of a sentence. A list or an object is not shown: it may be nested deeper than a call can follow. */
function shown(value: Json): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'A list' : 'An object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
