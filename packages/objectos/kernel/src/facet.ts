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
  /** Inputs in plugin order. Throws a `Fault` that names both owners where they clash. */
  combine(inputs: readonly Contribution<In>[]): Out;
}

/** What a plugin lists under `contributes`: a value, or values that follow from other facets. */
export interface FacetInput {
  readonly facet: string;
  values(snapshot: Snapshot): readonly unknown[];
}
