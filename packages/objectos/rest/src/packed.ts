/** Makes gzip of a content, without keeping the event loop from others meanwhile. */
export type Pack = (content: string | Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

/** A content as gzip: made when it is first taken, once for all who take it. */
export class Packed {
  readonly #content: string | Uint8Array;
  readonly #pack: Pack;
  #bytes: ReturnType<Pack> | null = null;

  constructor(content: string | Uint8Array, pack: Pack) {
    this.#content = content;
    this.#pack = pack;
  }

  bytes(): ReturnType<Pack> {
    this.#bytes ??= this.#pack(this.#content).catch((error: unknown) => {
      // Whoever comes next tries again.
      this.#bytes = null;
      throw error;
    });
    return this.#bytes;
  }
}
