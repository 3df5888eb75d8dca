import * as z from 'zod';
import { checkLookups } from './check-object-set.ts';
import { differenceOf } from './difference.ts';
import { withoutSources } from './digest.ts';
import type { Difference } from './difference.ts';
import { Findings } from './findings.ts';
import type { Checked, Issue } from './issue.ts';
import type { Json, JsonObject } from './json.ts';
import { mergeRoles } from './merge-roles.ts';
import { descriptorsOf } from './metadata-reader.ts';
import type { DescriptorByKind, MetadataReader } from './metadata-reader.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { parsers } from './parse-text.ts';
import type { Kind } from './parse-text.ts';
import type { Source } from './source.ts';
import { authored, wholeShapes } from './whole-shapes.ts';

/** A kind of metadata: how it is written, read, compared and checked. Fits the kernel's facet of kinds as it is. */
export interface MetadataKind<K extends Kind = Kind> {
  readonly kind: K;
  /** JSON Schema (2020-12) of what an author writes. */
  schema(): JsonObject;
  parse(value: unknown, source: Source | Origin): Checked<DescriptorByKind[K]>;
  /** The parts in which two descriptors differ. */
  diff(before: DescriptorByKind[K], after: DescriptorByKind[K]): readonly Difference[];
  /** What of a descriptor counts for a version: all but the places where it was written. */
  canonical(descriptor: DescriptorByKind[K]): unknown;
  /** References between descriptors of the whole set; absent where the packages that run them check them. */
  check?(reader: MetadataReader): readonly Issue[];
  /** One descriptor of two of one name; absent where a second one is a fault. */
  merge?(first: DescriptorByKind[K], second: DescriptorByKind[K]): DescriptorByKind[K];
}

/** The kinds of this package. */
export const metadataKinds: readonly [MetadataKind<'object'>, MetadataKind<'flow'>, MetadataKind<'role'>, MetadataKind<'action'>] = [
  { ...kindOf('object'), check: checkObjects },
  kindOf('flow'),
  { ...kindOf('role'), merge: mergeRoles },
  kindOf('action'),
];

function kindOf<K extends Kind>(kind: K): MetadataKind<K> {
  return {
    kind,
    schema: () => authored(z.toJSONSchema(wholeShapes[kind], { unrepresentable: 'any' }) as Json) as JsonObject,
    parse: parsers[kind],
    diff: differenceOf,
    canonical: withoutSources,
  };
}

function checkObjects(reader: MetadataReader): readonly Issue[] {
  const findings = new Findings(originOf({ file: 'metadata' }));
  const objects = descriptorsOf(reader, 'object');
  for (const object of objects.values()) checkLookups(object, objects, findings);
  return findings.issues;
}
