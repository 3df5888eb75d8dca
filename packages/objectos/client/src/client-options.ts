/** Asked for a token before the first call; and again with the token that the server has refused. */
export type TokenProvider = (refused?: string) => string | Promise<string>;

export interface ClientOptions extends Patience {
  /** Where the server is: `http://127.0.0.1:4000`; in a browser `''` for where the page comes from. */
  readonly url: string;
  /** The token; or what gets one: it is asked once, and again when the server refuses the token (401). */
  readonly token: string | TokenProvider;
  /** The platform's `fetch` unless given. */
  readonly fetch?: (request: string, init: RequestInit) => Promise<Response>;
  /** Sent with every call, besides those of the protocol. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether gets of one object that are asked for in the same breath travel in one request. They do unless this is false. */
  readonly batch?: boolean;
}

/** How long to wait for an answer, and how often to ask again. */
export interface Patience {
  /** Milliseconds that one attempt may take: 30,000 unless given. */
  readonly timeout?: number;
  /** Milliseconds that a call may take with all its attempts and the pauses between them: 90,000 unless given. */
  readonly deadline?: number;
  /** Attempts after the first one: 3 unless given, 0 for none. */
  readonly retries?: number;
}

/** Options of every call. */
export interface CallOptions extends Patience {
  /** Ends the call at once when it is aborted. */
  readonly signal?: AbortSignal;
  /** Sent besides those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Options of a call that changes something. */
export interface WriteOptions extends CallOptions {
  /** The revision that the change rests on: a record that has changed since refuses it with `STALE`. */
  readonly revision?: number;
  /** The same key is answered, not done, a second time. Made anew for every call unless given. */
  readonly idempotencyKey?: string;
  /** Judge and answer, change nothing. */
  readonly dryRun?: boolean;
}
