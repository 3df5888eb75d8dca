import type { MigrationExtent } from './driver.ts';

/** How a store tells one version of the metadata from another. */
export interface MetadataMark {
  /** Digest of the version; units carry it. */
  readonly version: string;
  /** The descriptors that plans of this version were made over; told by identity. */
  readonly schema: object;
}

/** Versions since the last change of tables that are still accepted from units under way. An older one is sent back, which costs it a second decision and nothing else. */
const versionsKept = 8;

/**
 * What an open store accepts of calls that began under another version of the metadata. Units hold for the tables that they
 * were decided over; a plan holds until a name that it may read by is gone. A store that was opened without a mark accepts all.
 */
export class AcceptedMetadata {
  #versions: readonly string[] | null;
  /** Of each schema, how many times names had gone when it came. Weak: a schema lives as long as its snapshot. */
  readonly #schemas = new WeakMap<object, number>();
  #broken = 0;

  constructor(mark: MetadataMark | undefined) {
    this.#versions = mark === undefined ? null : [mark.version];
    if (mark !== undefined) this.#schemas.set(mark.schema, 0);
  }

  /** The store has moved on to this version. */
  moveTo({ version, schema }: MetadataMark, extent: MigrationExtent): void {
    if (extent === 'breaking') this.#broken += 1;
    this.#schemas.set(schema, this.#broken);
    const before = extent === 'none' ? this.#versions : [];
    this.#versions = before === null ? null : [version, ...before.filter((each) => each !== version)].slice(0, versionsKept);
  }

  acceptsUnit(version: string): boolean {
    return this.#versions === null || this.#versions[0] === version || this.#versions.includes(version);
  }

  acceptsPlan(schema: object | undefined): boolean {
    return this.#broken === 0 || schema === undefined || (this.#schemas.get(schema) ?? this.#broken) === this.#broken;
  }
}
