import { withoutSources } from './digest.ts';
import type { Json } from './json.ts';
import { formatPath } from './origin.ts';
import type { Path } from './origin.ts';

/** One part in which two descriptors differ; what one of them lacks is undefined there. */
export interface Difference {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The parts in which two descriptors differ, deepest first where both hold mappings; lists differ as wholes. Sources never count. */
export function differenceOf(before: unknown, after: unknown): Difference[] {
  return Array.from(differences(withoutSources(before) as Json | undefined, withoutSources(after) as Json | undefined, []));
}

type Mapping = Readonly<Record<string, Json>>;

function* differences(before: Json | undefined, after: Json | undefined, path: Path): Generator<Difference> {
  if (isMapping(before) && isMapping(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(valueAt(before, key), valueAt(after, key), [...path, key]);
    }
  } else if (!isEqual(before, after)) {
    yield { path: formatPath(path), before, after };
  }
}

function isMapping(value: Json | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(mapping: Mapping, key: string): Json | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item: Json, index) => isEqual(item, b[index] as Json | undefined));
  if (isMapping(a) && isMapping(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
  }
  return a === b;
}
