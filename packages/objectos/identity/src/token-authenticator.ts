import type { Authenticator, Platform, Session } from '@objectos/kernel';
import { defineRef } from '@objectos/kernel';
import { SessionCache } from './session-cache.ts';
import type { SessionMaker } from './session-maker.ts';
import { looksLikeToken } from './token-text.ts';

/** Sessions of principals by id, for surfaces that know who calls by other means than a token: the local operator. */
export interface PrincipalSessions {
  /** The principal himself, unlimited; null where there is none, or he is not active, or it is an agent, which acts for others only. */
  ofPrincipal(tenant: string, id: string): Session | null | Promise<Session | null>;
}

export const principalSessionsRef = defineRef<PrincipalSessions>('identity.principal-sessions');

/** Who a token stands for, from memory as long as nothing about it changes; what expires is asked of the clock at every call. */
export class TokenAuthenticator implements Authenticator, PrincipalSessions {
  readonly #maker: SessionMaker;
  readonly #platform: Platform;
  readonly #sessions: SessionCache;

  constructor(maker: SessionMaker, platform: Platform) {
    this.#maker = maker;
    this.#platform = platform;
    this.#sessions = new SessionCache(() => platform.now());
  }

  authenticate(token: string): Session | null | Promise<Session | null> {
    if (!looksLikeToken(token)) return null;
    const hash = this.#platform.sha256(token);
    return this.#sessions.get(hash, () => this.#maker.fromToken(hash));
  }

  ofPrincipal(tenant: string, id: string): Session | null | Promise<Session | null> {
    return this.#sessions.get(JSON.stringify([tenant, id]), () => this.#maker.fromPrincipal(tenant, id));
  }

  /** Drops every session that was made of the record; see `subjectKey`. */
  changed(subject: string): void {
    this.#sessions.changed(subject);
  }
}
