import type { Row } from '@objectql/metadata';
import type { Related } from './index.ts';
import { item, place, sampleRows } from './sample-world.contract.ts';

/** Rows of the sample world, the same for the same seed. */
export interface SampleData {
  readonly items: readonly Row[];
  readonly places: readonly Row[];
  readonly related: Related;
}

export function sampleData(seed: number, count = 40): SampleData {
  const places = sampleRows(place, 'p', 3, seed);
  const byId = new Map(places.map((row) => [row['id'], row]));
  return {
    items: sampleRows(item, 'i', count, seed + 1),
    places,
    related: (object, id) => (object === 'place' ? (byId.get(id) ?? null) : null),
  };
}
