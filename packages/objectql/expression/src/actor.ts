import type { Json } from '@objectql/metadata';

/** The caller as expressions see it: `actor.id`, `actor.roles`, and attributes. Missing attributes are null. */
export interface Actor {
  readonly id: string;
  readonly kind: string;
  readonly roles: readonly string[];
  readonly attributes?: Readonly<Record<string, Json>>;
}
