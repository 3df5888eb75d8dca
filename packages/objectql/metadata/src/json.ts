/** A JSON value. `undefined` never appears inside one. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object; keys keep the order in which they were written. */
export interface JsonObject {
  readonly [key: string]: Json;
}
