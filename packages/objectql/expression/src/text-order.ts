/** The order of code points, which is that of the bytes of UTF-8: SQLite's BINARY, PostgreSQL's "C". JavaScript's `<` differs above U+FFFF. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) < rank(b) ? -1 : 1;
  }
  if (left.length === right.length) return 0;
  return left.length < right.length ? -1 : 1;
}

/** Surrogates (halves of code points above U+FFFF) come after every other code unit. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first text after all that start with `prefix`; null where every later text does (the prefix is empty, or only U+10FFFF). */
export function prefixEnd(prefix: string): string | null {
  let end = prefix.length;
  while (end > 0) {
    const start = isPair(prefix, end - 2) ? end - 2 : end - 1;
    const last = prefix.codePointAt(start) ?? 0;
    if (last < 0x10ffff) return prefix.slice(0, start) + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
    end = start;
  }
  return null;
}

function isPair(text: string, at: number): boolean {
  return at >= 0 && (text.codePointAt(at) ?? 0) > 0xffff;
}

/** Whether every store keeps the text as it is: no lone surrogate, no NUL. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
