import type { Json } from './json.ts';

/**
 * One record in memory, in its JSON form: decimals and money are strings with all their digits, datetimes UTC ISO text,
 * multi-selects arrays. Complete rows hold every field of the object and every system field, null where empty.
 */
export type Row = Readonly<Record<string, Json>>;

/** A record of one tenant. */
export interface Key {
  readonly object: string;
  readonly id: string;
}
