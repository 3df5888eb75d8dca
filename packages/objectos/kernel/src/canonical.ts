/** JSON text with the keys of every object sorted: equal values give equal text. Code in a value does not count. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (isPlainObject(each) ? sortedByKey(each) : each));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedByKey(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(value).toSorted().map((key) => [key, value[key]]));
}
