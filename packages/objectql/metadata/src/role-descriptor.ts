import type { Source } from './source.ts';

/** A role's permission set as plain JSON; deny by default, an explicit deny wins. */
export interface RoleDescriptor {
  readonly kind: 'role';
  readonly id: string;
  readonly name: string;
  readonly rules: readonly PermissionRule[];
  readonly source?: Source;
}

/**
 * `'read:customers'` is `{effect: 'allow', verbs: ['read'], object: 'customer'}`. Verbs: `read` (get, list, query, count,
 * history), `create`, `update`, `delete`, `*`, or the name of an event or action.
 */
export interface PermissionRule {
  readonly effect: 'allow' | 'deny';
  readonly verbs: readonly string[];
  /** An object's name, or `*`. Authors may write the plural; the descriptor holds the singular. */
  readonly object: string;
  /** Limits the rule to these fields: for reads the visible ones, for writes the ones that may be given. */
  readonly fields?: readonly string[];
  /** CEL over `record` and `actor`; the rule speaks of the records for which it is true. */
  readonly when?: string;
  readonly source?: Source;
}
