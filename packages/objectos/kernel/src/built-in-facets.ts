import { throwFaults } from './boot-fault.ts';
import { fault } from './errors.ts';
import { defineFacet } from './facet.ts';
import type { Contribution } from './facet.ts';
import type { Fault } from './fault.ts';
import { nearestNames } from './nearest.ts';
import type { AnyOperation, Call, Reply } from './operation.ts';
import type { Snapshot } from './snapshot.ts';

/** Something wrong (`fault`) or doubtful (`warning`) in metadata; an `Issue` of the metadata package is one. */
export interface MetadataIssue {
  readonly code: string;
  readonly severity: 'fault' | 'warning';
  readonly message: string;
  readonly hint?: string;
  /** The correction, where a program may make it. */
  readonly fix?: { readonly replace: string; readonly by: string };
  readonly source?: { readonly file: string; readonly line?: number; readonly column?: number; readonly path?: string };
}

/** A kind of metadata (object, flow, role ...), owned by the package that understands it. */
export interface MetadataKind {
  readonly kind: string;
  /** For loaders: from what an author wrote to a descriptor. */
  parse?(value: never, source: never): unknown;
  /** For migrations and reviews: what changed from one descriptor to the next. */
  diff?(before: never, after: never): unknown;
  /** What of a descriptor counts for the version of the snapshot (not where it was written); absent: all of it. */
  canonical?(descriptor: never): unknown;
  /** Whole-set checks, at boot: references between descriptors. A fault keeps the kernel from starting. */
  check?(snapshot: Snapshot): readonly MetadataIssue[];
  /** Where several plugins may bring the same name (a role): one descriptor of two. Absent: a duplicate is a fault. */
  merge?(first: never, second: never): unknown;
}

export interface MetadataEntry {
  readonly kind: string;
  readonly name: string;
  readonly descriptor: unknown;
}

/** Whole-set checks at boot that belong to no one kind of metadata; as `MetadataKind.check`. */
export type Check = (snapshot: Snapshot) => readonly MetadataIssue[];

/** Around stages 5 to 8 of calls: limits, tracing. May refuse with a `Fault` before `next`; cannot answer for it. */
export interface Wrap {
  (call: Call, next: () => Promise<Reply>): Promise<Reply>;
  /** Whether it has anything to say about calls of the operation: asked once per snapshot. Absent: about every operation. */
  readonly concerns?: (operation: AnyOperation) => boolean;
}

/** Hears of what was committed. Not awaited; a failure is logged and undoes nothing. */
export type Publisher = (published: unknown, call: Call) => void | Promise<void>;

/**
 * Before other plugins serve: makes ready what must fit the next snapshot (stores), or refuses by throwing. What it does must
 * leave the present one working, and be safe to repeat.
 */
export type Preparer = (next: Snapshot, present: Snapshot) => void | Promise<void>;

export const kindsFacet = defineFacet<MetadataKind, ReadonlyMap<string, MetadataKind>>({
  id: 'kernel.kinds',
  combine: (inputs) => uniqueByName(inputs, ({ kind }) => kind, (kind, first, second) => fault('METADATA_KIND_DUPLICATE', { kind, first, second })),
});

/** Descriptors by kind and name. */
export const metadataFacet = defineFacet<MetadataEntry, ReadonlyMap<string, ReadonlyMap<string, unknown>>>({
  id: 'kernel.metadata',
  combine: combineMetadata,
});

/** The one table of operations, sorted by name. */
export const operationsFacet = defineFacet<AnyOperation, ReadonlyMap<string, AnyOperation>>({
  id: 'kernel.operations',
  combine(inputs) {
    const byName = uniqueByName(inputs, ({ name }) => name, (name, first, second) => fault('OPERATION_DUPLICATE', { name, first, second }));
    return new Map([...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  },
});

export const checksFacet = defineFacet<Check, readonly Contribution<Check>[]>({ id: 'kernel.checks', combine: (inputs) => inputs });

/** The first plugin of the list is the outermost. */
export const wrapsFacet = defineFacet<Wrap, readonly Contribution<Wrap>[]>({ id: 'kernel.wraps', combine: (inputs) => inputs });

export const publishersFacet = defineFacet<Publisher, readonly Contribution<Publisher>[]>({ id: 'kernel.publishers', combine: (inputs) => inputs });

export const preparersFacet = defineFacet<Preparer, readonly Contribution<Preparer>[]>({ id: 'kernel.preparers', combine: (inputs) => inputs });

function combineMetadata(inputs: readonly Contribution<MetadataEntry>[], snapshot: Snapshot): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  const kinds = snapshot.get(kindsFacet);
  const found = new Map<string, Map<string, { plugin: string; descriptor: unknown }>>();
  const faults: Fault[] = [];
  for (const { plugin, value: { kind, name, descriptor } } of inputs) {
    const definition = kinds.get(kind);
    if (definition === undefined) {
      faults.push(fault('METADATA_KIND_UNKNOWN', { kind, name, plugin, nearest: nearestNames(kind, kinds.keys())[0] }));
      continue;
    }
    const ofKind = found.get(kind) ?? new Map<string, { plugin: string; descriptor: unknown }>();
    found.set(kind, ofKind);
    const first = ofKind.get(name);
    if (first === undefined) ofKind.set(name, { plugin, descriptor });
    else if (definition.merge === undefined) faults.push(fault('METADATA_DUPLICATE', { kind, name, first: first.plugin, second: plugin }));
    else ofKind.set(name, { plugin, descriptor: definition.merge(first.descriptor as never, descriptor as never) });
  }
  throwFaults(faults);
  return new Map([...found].map(([kind, named]) => [kind, new Map([...named].map(([name, { descriptor }]) => [name, descriptor]))]));
}

/** Values by name; every clash is a fault that names both plugins. */
function uniqueByName<T>(
  inputs: readonly Contribution<T>[],
  nameOf: (value: T) => string,
  clash: (name: string, first: string, second: string) => Fault,
): Map<string, T> {
  const owners = new Map<string, string>();
  const values = new Map<string, T>();
  const faults: Fault[] = [];
  for (const { plugin, value } of inputs) {
    const name = nameOf(value);
    const first = owners.get(name);
    if (first !== undefined) faults.push(clash(name, first, plugin));
    owners.set(name, first ?? plugin);
    if (first === undefined) values.set(name, value);
  }
  throwFaults(faults);
  return values;
}
