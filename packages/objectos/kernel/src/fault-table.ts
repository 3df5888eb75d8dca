import { Fault } from './fault.ts';
import type { Category, FaultDetails } from './fault.ts';

/** Each code of a package with its category and its message, made from what was wrong. */
type FaultTable = Readonly<Record<string, readonly [category: Category, message: (args: never) => string]>>;

/** What the message of a code is made from. */
type ArgsOf<T extends FaultTable, C extends keyof T> = Parameters<T[C][1]> extends [infer A] ? A : { readonly [K in never]: never };

/**
 * One table of errors per package, in its `errors.ts`: `defineFaults({ BOX_FULL: ['conflict', (a: { box: string }) => ...] })`.
 * Gives the maker of its faults: code, what the message needs, and optionally details for the caller and the private cause.
 */
export function defineFaults<T extends FaultTable>(table: T) {
  return function fault<C extends keyof T & string>(code: C, args: ArgsOf<T, C>, more: {
    /** For the caller. */
    readonly details?: FaultDetails;
    /** For the operator. */
    readonly cause?: unknown;
    /** Where this case is of another kind than the table says. */
    readonly category?: Category;
  } = {}): Fault {
    const [category, message] = table[code] as T[C];
    return new Fault(code, more.category ?? category, message(args as never), more.details, more.cause);
  };
}
