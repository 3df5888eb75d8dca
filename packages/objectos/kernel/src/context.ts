/** Where a call came in. */
export type Surface = 'rest' | 'sdk' | 'mcp' | 'cli' | 'sync' | 'flow' | 'system';

/** On whose rights a call runs. Identity makes one per live principal and keeps it until something about it changes, so caches may be keyed by it. */
export interface Principal {
  readonly id: string;
  readonly kind: 'person' | 'service' | 'system';
  /** Role names, sorted. */
  readonly roles: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a delegation and a token leave of the principal's rights; each given list only ever takes away. */
export interface Narrowing {
  /** Operation names (`expense.approve`, `customer.*`); absent: no limit. */
  readonly operations?: readonly string[];
  /** Roles that remain; absent: all. */
  readonly roles?: readonly string[];
  /**
   * Roles that the principal has and a delegation withholds, where `principal.roles` no longer lists them: what they allow
   * is gone, what they deny stays denied.
   */
  readonly withheldRoles?: readonly string[];
}

/** How far a call is. */
export interface Progress {
  /** Only ever grows. */
  readonly done: number;
  /** In the unit of `done`, where it is known. */
  readonly total?: number;
  readonly message?: string;
}

/** Who calls, on whose behalf, through what, until when. Law 6: there is no call without one, and null never means admin. */
export interface Context {
  readonly tenant: string;
  readonly principal: Principal;
  /** Agents and services that act for the principal, the nearest to the wire last; empty when the principal acts. */
  readonly actors: readonly string[];
  /** Where the system principal acts: who caused it. */
  readonly onBehalfOf: string | null;
  readonly narrowing: Narrowing | null;
  /** Milliseconds since 1970: when the session of the caller ends by itself. What he makes to sign in with must not outlive it. */
  readonly sessionExpiresAt?: number;
  readonly surface: Surface;
  readonly requestId: string;
  /** Milliseconds since 1970: the one time that the whole call sees. */
  readonly time: number;
  /** Milliseconds since 1970. Looked at before each stage; a commit that has begun is not cut off. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** Tells the caller how far the call is; there where his surface can show it. Costs little and never fails. */
  readonly progress?: (progress: Progress) => void;
  /** The caller's `Idempotency-Key` for this command. */
  readonly commandKey?: string;
  /** Judge and answer, change nothing. */
  readonly dryRun?: boolean;
}
