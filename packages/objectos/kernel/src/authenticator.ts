import type { Narrowing, Principal } from './context.ts';
import { defineRef } from './ref.ts';

/** Who a token stands for, as of now. The same object until something about the principal, delegation or token changes. */
export interface Session {
  readonly tenant: string;
  readonly principal: Principal;
  readonly actors: readonly string[];
  readonly narrowing: Narrowing | null;
  /** Milliseconds since 1970, where it ends by itself. */
  readonly expiresAt?: number;
}

/** Tells surfaces who calls. Null: the token is unknown, expired or revoked, or its principal is not active. */
export interface Authenticator {
  /** Answers at once from memory where it can; a promise only when the store must be asked. */
  authenticate(token: string): Session | null | Promise<Session | null>;
}

export const authenticatorRef = defineRef<Authenticator>('kernel.authenticator');
