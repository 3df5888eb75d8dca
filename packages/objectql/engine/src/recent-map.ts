/** A map that keeps the entries used last, at most `size` of them. */
export class RecentMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** The value of the key, made and kept where it is not known. */
  get(key: K, make: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    this.#entries.set(key, made);
    if (this.#entries.size > this.#size) {
      for (const oldest of this.#entries.keys().take(1)) this.#entries.delete(oldest);
    }
    return made;
  }
}
