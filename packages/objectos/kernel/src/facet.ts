import type { Snapshot } from './snapshot.ts';

/** One plugin's input to a facet. */
export interface Contribution<In> {
  readonly plugin: string;
  readonly value: In;
}

/**
 * Typed many-to-one slot of pure data. The definer owns `combine`, so no plugin can change how inputs merge. Keyed by id;
 * two definitions of one id are a boot fault that names both.
 */
export interface Facet<In, Out> {
  readonly id: string;
  /** Inputs in the order of the plugin list. Throws a `Fault` that names both owners where they clash (`BootFault` for several). */
  combine(inputs: readonly Contribution<In>[], snapshot: Snapshot): Out;
  /** Contributes these values. */
  of(...values: readonly In[]): FacetInput;
  /** Contributes values that follow from other facets; computed once per snapshot. A circle is a fault. */
  from(values: (snapshot: Snapshot) => readonly In[]): FacetInput;
}

/** What a plugin lists under `contributes`: a value, or values that follow from other facets. */
export interface FacetInput {
  readonly facet: string;
  /** The definition that the contributor sees: the same object for every plugin, or the facet is defined twice. */
  readonly definition: Facet<never, unknown>;
  values(snapshot: Snapshot): readonly unknown[];
}

/** Defines a facet; `id` is `<package>.<name>`. A pure value: nothing is registered anywhere. */
export function defineFacet<In, Out>(definition: Pick<Facet<In, Out>, 'id' | 'combine'>): Facet<In, Out> {
  const { id, combine } = definition;
  const facet: Facet<In, Out> = {
    id,
    combine,
    of: (...values) => ({ facet: id, definition: facet, values: () => values }),
    from: (values) => ({ facet: id, definition: facet, values }),
  };
  return facet;
}
