import type { Actor } from '@objectql/expression';

/** Who asks. Every store call carries one; a kernel `Context` fits it. There is no overload without it. */
export interface Scope {
  readonly tenant: string;
  /** On whose rights: the person, service or (with its own capability) the system. */
  readonly principal: Actor;
  /** Milliseconds since 1970: the one time that the whole call sees. */
  readonly time: number;
}

/** What a unit leaves in the journal about who wrote it and why. */
export interface WriteScope extends Scope {
  /** Ids of the agents and services that act for the principal, the nearest to the wire last; empty when the person acts. */
  readonly actors: readonly string[];
  /** Where the system principal acts: the person or service that caused it. */
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly operation: string;
  readonly requestId: string;
  /** Digest of the metadata version under which the unit was decided. */
  readonly version: string;
}
