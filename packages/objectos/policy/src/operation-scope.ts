import type { Narrowing } from '@objectos/kernel';

/** Which operations may be called at all, whatever the rights: what a delegation, a token or `agentTools` leaves of the table. */
export interface OperationScope {
  allows(operation: string): boolean;
  /** Whether records of the object may be read for their own sake, and not only as what another operation touches. */
  reads(object: string): boolean;
}

const readVerbs = ['list', 'get', 'query'];

/** The scope of a predicate over operation names. `query` is the POST form of `list`: whoever may call one may call the other. */
export function createScope(allowed: (operation: string) => boolean): OperationScope {
  const allows = (operation: string): boolean =>
    allowed(operation) || (operation.endsWith('.query') && allowed(`${operation.slice(0, -'query'.length)}list`));
  return { allows, reads: (object) => readVerbs.some((verb) => allows(`${object}.${verb}`)) };
}

/** The operations that a narrowing names: `expense.approve`, all of an object's (`expense.*`), or all (`*`). Null: it does not limit them. */
export function narrowedScope(narrowing: Narrowing | null): OperationScope | null {
  const names = narrowing?.operations;
  if (names === undefined || names.includes('*')) return null;
  const listed = new Set(names);
  return createScope((operation) => listed.has(operation) || listed.has(`${subjectOf(operation)}.*`));
}

/** Both must allow. */
export function bothScopes(one: OperationScope | null, other: OperationScope | null): OperationScope | null {
  if (one === null || other === null) return one ?? other;
  return {
    allows: (operation) => one.allows(operation) && other.allows(operation),
    reads: (object) => one.reads(object) && other.reads(object),
  };
}

/** What an operation is about: `expense` of `expense.approve`. */
export function subjectOf(operation: string): string {
  const dot = operation.lastIndexOf('.');
  return dot < 0 ? operation : operation.slice(0, dot);
}
