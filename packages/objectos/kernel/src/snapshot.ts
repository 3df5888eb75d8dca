import type { AnyOperation } from './operation.ts';
import type { Facet, FacetInput } from './facet.ts';

/** Everything that the loaded plugins contribute, folded: immutable, replaced whole. Calls keep the one they started with. */
export interface Snapshot {
  /** Digest of all metadata and of the plugin list. Computed on first use. */
  readonly version: string;
  /** The folded value of a facet. Computed on first use and kept. */
  get<Out>(facet: Facet<never, Out>): Out;
  /** Descriptors of one kind by name. */
  metadata(kind: string): ReadonlyMap<string, unknown>;
  operation(name: string): AnyOperation | undefined;
  /** Sorted by name. */
  operations(): readonly AnyOperation[];
}

/** What a snapshot is folded from: a plugin without its code, or what one tenant lays over the plugins of all. */
export interface Layer {
  readonly name: string;
  readonly version: string;
  readonly contributes?: readonly FacetInput[];
}
