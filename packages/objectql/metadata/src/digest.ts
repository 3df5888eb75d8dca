import { canonicalJson } from './canonical-json.ts';

/**
 * The version of a descriptor, or of any value made of descriptors: the hash of its canonical JSON without the places where
 * it was written, so that two machines that read one text from two folders agree.
 */
export function digestOf(value: unknown, sha256: (text: string) => string): string {
  return sha256(canonicalJson(withoutSources(value)));
}

/** A copy without the `source` of any descriptor. A field that is called `source`, and what metadata holds as values, stays. */
export function withoutSources(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSources);
  if (typeof value !== 'object' || value === null) return value;
  const opaque = valueKeyOf(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => key !== 'source' || !isSource(part))
      .map(([key, part]) => [key, key === opaque ? part : withoutSources(part)]),
  );
}

/** The key under which a descriptor holds a value of the author's, which may look like anything. */
function valueKeyOf(value: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof value['type'] === 'string' && typeof value['id'] === 'string') return 'default';
  if (typeof value['action'] === 'string') return 'args';
  return typeof value['test'] === 'object' ? 'test' : undefined;
}

const sourceKeys = new Set(['file', 'line', 'column', 'path', 'value', 'text']);

function isSource(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || !('file' in part) || typeof part.file !== 'string') return false;
  return Object.keys(part).every((key) => sourceKeys.has(key));
}
