import { defineFacet } from './facet.ts';
import type { Contribution } from './facet.ts';
import type { Category } from './fault.ts';
import type { AnyOperation } from './operation.ts';

/** A way in which a call can be refused. A code of null: whatever codes of that category a plugin's handler chooses. */
export interface CallError {
  readonly code: string | null;
  readonly category: Category;
}

/** What a wrap may refuse an operation with, for those who describe the operation: contribute one beside each wrap that refuses. */
export type Refusals = (operation: AnyOperation) => readonly CallError[];
export const refusalsFacet = defineFacet<Refusals, readonly Contribution<Refusals>[]>({ id: 'kernel.refusals', combine: (inputs) => inputs });
