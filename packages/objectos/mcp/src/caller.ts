import type { Authenticator, Platform, Session } from '@objectos/kernel';

/** Whoever stands behind a token: found anew at each message, so that revoking it ends the next one. */
export interface Caller {
  /** Names the token without telling it. */
  readonly key: string;
  /** Null: the token is not in force (any more). */
  session(): Promise<Session | null>;
}

/** The caller with this token. */
export function callerWith(token: string, { authenticator, platform }: { readonly authenticator: Authenticator; readonly platform: Platform }): Caller {
  let key: string | undefined;
  return {
    get key() {
      return (key ??= platform.sha256(token));
    },
    session: async () => authenticator.authenticate(token),
  };
}
