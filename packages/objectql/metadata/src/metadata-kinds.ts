import * as z from 'zod';
import { checkLookups } from './check-object-set.ts';
import { differenceOf } from './difference.ts';
import { withoutSources } from './digest.ts';
import type { Difference } from './difference.ts';
import { anyFieldShape } from './field-shapes.ts';
import { Findings } from './findings.ts';
import type { Checked, Issue } from './issue.ts';
import type { Json, JsonObject } from './json.ts';
import { mergeRoles } from './merge-roles.ts';
import { descriptorsOf } from './metadata-reader.ts';
import type { DescriptorByKind, MetadataReader } from './metadata-reader.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { actionShape } from './parse-action.ts';
import { flowShape, stateShape, transitionShape } from './parse-flow.ts';
import { objectShape } from './parse-object.ts';
import { roleShape, ruleShape } from './parse-role.ts';
import { parsers } from './parse-text.ts';
import type { Kind } from './parse-text.ts';
import type { Source } from './source.ts';

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

const fields = z.record(z.string(), anyFieldShape);
const condition = z.record(z.string(), z.unknown());
const transition = transitionShape.extend({ conditions: z.array(condition).optional() });
const state = stateShape.extend({
  on: z.record(z.string(), z.union([transition, z.array(transition)])).optional(),
  actions: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
});

/** The shapes with their parts, which the parsers read one by one. */
const wholeShapes: Readonly<Record<Kind, z.ZodType>> = {
  object: objectShape.extend({ fields }),
  flow: flowShape.extend({ states: z.record(z.string(), state.nullable()) }),
  role: roleShape.extend({ rules: z.array(z.union([z.string(), ruleShape])) }),
  action: actionShape.extend({ input: fields.optional() }),
};

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

/** A schema without `source`, which parsers leave in descriptors and no author writes. */
function authored(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(authored);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, key === 'properties' ? withoutSource(part) : authored(part)]));
}

function withoutSource(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties as JsonObject).filter(([key]) => key !== 'source').map(([key, part]) => [key, authored(part)]));
}
