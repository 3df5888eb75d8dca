/**
 * The one text of a JSON value: RFC 8785 (JCS). Keys in order of UTF-16 code units, numbers as ECMAScript writes them, no
 * spaces. Keys whose value is undefined are left out, as JSON leaves them out. Throws where there is no such text: a lone
 * surrogate, a number that is not finite, a value that is not JSON.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalText(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`A value of type ${typeof value} has no canonical JSON.`);
}

function canonicalText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('Text with a lone surrogate has no canonical JSON.');
  return JSON.stringify(text);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON.`);
  return JSON.stringify(value);
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  // The default order of sort() is that of UTF-16 code units, which is what the RFC asks for.
  return `{${keys.toSorted().map((key) => `${canonicalText(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}
