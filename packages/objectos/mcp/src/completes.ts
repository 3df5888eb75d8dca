/**
 * Where the values of an argument come from, for clients that complete it while a person types: from a list, from the names
 * of the objects on which he may use a verb, or from a field of an object's records, as far as he may read them. `object` may
 * be another argument, in braces: `{object}`.
 */
export type Completes =
  | { readonly values: readonly string[] }
  | { readonly objectsWith: string }
  | { readonly object: string; /** `id` where absent. */ readonly field?: string };
