import { defineRef } from '@objectos/kernel';
import type { Session } from '@objectos/kernel';

/** Whose session is meant, by names and not by a secret. */
export interface SessionQuestion {
  readonly tenant: string;
  readonly principal: string;
  /** Acts for the principal, by the latest delegation in force between them. */
  readonly agent?: string;
  /** Id of a token of the principal; its agent and its limits count. */
  readonly token?: string;
}

/** One limit on what the principal may do himself, and where it was written. */
export interface SessionSide {
  readonly side: 'delegation' | 'token';
  readonly id: string;
  /** Null: all. */
  readonly operations: readonly string[] | null;
  /** Null: all. */
  readonly roles: readonly string[] | null;
}

/** The session that a sign-in would make, with what it is made of; or why there would be none. */
export type SessionFound =
  | { readonly session: Session; readonly sides: readonly SessionSide[] }
  | { readonly session: null; readonly because: 'principal' | 'agent' | 'delegation' | 'token' };

/** Knows who a call would be made by. Whoever puts the process together provides it, of what signs people in. */
export interface ExplainedSessions {
  sessionOf(question: SessionQuestion): Promise<SessionFound>;
}

export const explainedSessionsRef = defineRef<ExplainedSessions>('policy.explained-sessions');
