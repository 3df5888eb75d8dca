/** JSON text with the keys of every object sorted: equal values give equal text. Code in a value does not count. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'object' && each !== null && !Array.isArray(each) ? sortedByKey(each) : each));
}

function sortedByKey(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
