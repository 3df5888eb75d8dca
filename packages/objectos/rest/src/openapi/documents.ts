import type { Permitted, Snapshot } from '@objectos/kernel';
import { Packed } from '../packed.ts';
import type { Pack } from '../packed.ts';
import { openApiOf } from './document.ts';

export interface OpenApiText {
  readonly text: string;
  /** Weak: the same for the text and for what it is packed. */
  readonly etag: string;
  /** Null where nothing is packed. */
  readonly packed: Packed | null;
}

/** Stands where the version will, which is the digest of all else. */
const noVersion = '0'.repeat(16);

interface Kept extends OpenApiText {
  readonly permitted: readonly Permitted[];
}

/** All documents of a snapshot that are kept together have at most as many characters; one of 200 objects has about two million. */
const mostCharacters = 16_000_000;

/** The documents of a metadata version by what callers may do: who may the same is answered the same text, which is built once. */
export class Documents {
  readonly #bySnapshot = new WeakMap<Snapshot, Kept[]>();
  readonly #digest: (text: string) => string;
  readonly #pack: Pack | null;

  constructor(digest: (text: string) => string, pack: Pack | null) {
    this.#digest = digest;
    this.#pack = pack;
  }

  of(permitted: readonly Permitted[], snapshot: Snapshot): OpenApiText {
    const kept = this.#bySnapshot.get(snapshot) ?? [];
    this.#bySnapshot.set(snapshot, kept);
    const at = kept.findIndex((each) => isSame(each.permitted, permitted));
    const found = at < 0 ? this.#build(permitted, snapshot) : kept.splice(at, 1)[0];
    if (found === undefined) throw new TypeError('what was found is gone');
    kept.unshift(found);
    while (kept.length > 1 && kept.reduce((sum, { text }) => sum + text.length, 0) > mostCharacters) kept.pop();
    return found;
  }

  #build(permitted: readonly Permitted[], snapshot: Snapshot): Kept {
    const unversioned = JSON.stringify(openApiOf(permitted, snapshot, noVersion));
    const version = this.#digest(unversioned).slice(0, noVersion.length);
    const text = unversioned.replace(noVersion, version);
    const pack = this.#pack;
    return { permitted, text, etag: `W/"${version}"`, packed: pack === null ? null : new Packed(text, pack) };
  }
}

/** The authoriser grants the identical object for equal rights, so a look at each is enough. */
function isSame(one: readonly Permitted[], other: readonly Permitted[]): boolean {
  return one.length === other.length && one.every(({ operation, granted }, index) => operation === other[index]?.operation && granted === other[index]?.granted);
}
