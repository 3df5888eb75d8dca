/** A request as plain values: what the REST surface needs, whatever carries it (node:http, a web `Request`, a test). */
export interface RestRequest {
  readonly method: string;
  /** Path and query as on the request line: `/api/v1/data/customer?limit=10`. */
  readonly url: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The whole body as text, at once where it is there. Fails with a `Fault` where it is larger than the carrier allows, or no text. */
  text(): string | Promise<string>;
}

/** The answer as plain values; `body` is sent as it is, and not at all with 204, 304 and to HEAD. */
export interface RestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}
