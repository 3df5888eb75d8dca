import type { Origin } from './origin.ts';

/** A text as a value, with the place of each of its parts. */
export interface Document {
  readonly value: unknown;
  readonly origin: Origin;
}

/** Files of metadata are written by people; larger ones are a mistake or an attack. */
export const longestText = 1_000_000;
