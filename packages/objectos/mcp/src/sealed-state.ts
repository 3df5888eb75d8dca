import type { Platform } from '@objectos/kernel';
import type { Memory } from './dialogue.ts';
import type { StateKey, StateKeys } from './state-keys.ts';

/**
 * What the server knows of a dialogue, kept by the client between its rounds: AES-256-GCM, so that it can be neither read nor
 * changed, with caller, request and arguments as associated data, so that nobody else and nothing else can use it.
 */
export interface DialogueState {
  /** Of the whole dialogue: the command key under which it writes. */
  readonly id: string;
  readonly memory?: Memory | undefined;
  /** A person has said yes to the call. */
  readonly confirmed?: boolean | undefined;
}

interface Sealed extends DialogueState {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

type AesKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** How long a person may take to answer, in milliseconds. */
const lifetime = 10 * 60_000;

const ivBytes = 12;

/** Seals and opens states with the keys of the installation: what one process has sealed every other opens. */
export class StateSeal {
  readonly #platform: Platform;
  readonly #keys: StateKeys;
  readonly #imported = new WeakMap<StateKey, Promise<AesKey>>();

  constructor(platform: Platform, keys: StateKeys) {
    this.#platform = platform;
    this.#keys = keys;
  }

  /** `binding` is what the state is good for: it opens with the very same one. */
  async seal(state: DialogueState, binding: string): Promise<string> {
    const key = await this.#keys.current();
    const sealed: Sealed = { ...state, expiresAt: this.#platform.now() + lifetime };
    const iv = bytesOfHex(this.#platform.randomHex(ivBytes));
    const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(binding) };
    const text = new Uint8Array(await crypto.subtle.encrypt(algorithm, await this.#aes(key), new TextEncoder().encode(JSON.stringify(sealed))));
    return `${key.name}.${base64Url(iv)}.${base64Url(text)}`;
  }

  /** Null: it was not sealed here for this, it was changed, or it is too old. */
  async open(text: string, binding: string): Promise<DialogueState | null> {
    const [name = '', ...parts] = text.split('.');
    const [iv, sealed] = parts.map(bytesOfBase64Url);
    if (iv === undefined || iv === null || iv.length !== ivBytes || sealed === undefined || sealed === null) return null;
    const key = await this.#keys.named(name);
    if (key === null) return null;
    const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(binding) };
    const aes = await this.#aes(key);
    // It rejects for one reason: what was sealed is not what is opened.
    const opened = await crypto.subtle.decrypt(algorithm, aes, sealed).catch(() => null);
    if (opened === null) return null;
    const { expiresAt, ...state } = JSON.parse(new TextDecoder().decode(opened)) as Sealed;
    return expiresAt < this.#platform.now() ? null : state;
  }

  #aes(key: StateKey): Promise<AesKey> {
    let imported = this.#imported.get(key);
    if (imported === undefined) this.#imported.set(key, (imported = crypto.subtle.importKey('raw', bytesOfHex(key.secret), 'AES-GCM', false, ['encrypt', 'decrypt'])));
    return imported;
  }
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null for what is no base64url, or not the one text of its bytes: no state is good in two spellings. */
function bytesOfBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/u.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.codePointAt(0) ?? 0);
  return base64Url(bytes) === text ? bytes : null;
}
