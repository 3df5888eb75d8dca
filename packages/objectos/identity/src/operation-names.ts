/** Limits on operations as delegations and tokens write them: exact names, `customer.*`, `*`. Null: no limit. */
export type OperationLimit = readonly string[] | null;

/** What both limits leave: of two names of which one includes the other, the smaller. */
export function bothLimits(one: OperationLimit, other: OperationLimit): OperationLimit {
  if (one === null || other === null) return one ?? other;
  const left = [...one.filter((name) => isIncluded(name, other)), ...other.filter((name) => isIncluded(name, one))];
  return [...new Set(left)].toSorted();
}

function isIncluded(name: string, limit: readonly string[]): boolean {
  return limit.some((each) => includes(each, name));
}

/** Whether everything that `inner` names is named by `outer` too. */
function includes(outer: string, inner: string): boolean {
  if (outer === '*' || outer === inner) return true;
  return outer.endsWith('.*') && inner.startsWith(outer.slice(0, -1));
}
