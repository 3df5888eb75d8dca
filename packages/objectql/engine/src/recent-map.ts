/** Keys longer than this are worth neither the memory nor the look-up. */
const longestKey = 4_000;

/** Values made on demand, those used last kept: at most `size` of them, by text keys of ordinary length. */
export class RecentMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** The value of the key, made where it is not known. */
  get(key: string, make: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    if (key.length > longestKey) return made;
    this.#entries.set(key, made);
    if (this.#entries.size > this.#size) {
      for (const oldest of this.#entries.keys().take(1)) this.#entries.delete(oldest);
    }
    return made;
  }
}
