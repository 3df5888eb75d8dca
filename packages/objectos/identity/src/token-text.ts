import type { Platform } from '@objectos/kernel';

const mark = 'oos_';
const randomBytes = 32;
const length = mark.length + 2 * randomBytes;

/** How much of a token's text may be shown: enough to tell tokens apart, far too little to guess the rest. */
const shownLength = mark.length + 6;

/** A new token: `oos_` and 256 random bits in hex. The text is told once and never stored. */
export function newToken(platform: Pick<Platform, 'randomHex' | 'sha256'>): { readonly text: string; readonly hash: string; readonly prefix: string } {
  const text = mark + platform.randomHex(randomBytes);
  return { text, hash: platform.sha256(text), prefix: text.slice(0, shownLength) };
}

/** Whether the text can be a token at all: what cannot is not worth hashing. */
export function looksLikeToken(text: string): boolean {
  return text.length === length && text.startsWith(mark);
}
