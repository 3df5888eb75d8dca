/** Numbers from 0 up to 1, the same for the same seed. mulberry32, of public domain (Tommy Ettinger, 2017). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Mutation {
  readonly random: () => number;
  /** The other starting points: parts of them are put in. */
  readonly corpus: readonly string[];
  readonly words: readonly string[];
}

/** Characters that mean something to somebody: quotes, brackets, escapes, what ends a line or a string, halves of a pair, other scripts. */
const oddities: readonly string[] = [
  ...Array.from('"\'`{}[]()<>:;,.!?*&|%#@$^~=+-/\\ \t\n\r0'), '\0', '\u007F', '\u0085', '\u2028', '\uFEFF', '\uD800', '\uDFFF', '\u202E', 'é', 'e\u0301', 'ß', 'İ', '漢', '💥',
  '1e400', '-0', '9007199254740993', '0x1F', 'NaN', 'null', 'true', '__proto__', 'constructor', 'toString', '../', '%00', '%2e%2e%2f', '%ff', '$\u007Bx}', '\r\n\r\n',
];

/** Inputs grow no longer than this, in UTF-16 code units. */
const mostLength = 100_000;

/** A neighbour of an input: one to eight steps away from it. */
export function mutated(input: string, mutation: Mutation): string {
  let text = input;
  for (let steps = 1 + Math.floor(mutation.random() ** 2 * 8); steps > 0; steps--) text = pick(edits, mutation.random)(text, mutation);
  return text.length > mostLength ? text.slice(0, mostLength) : text;
}

type Edit = (text: string, mutation: Mutation) => string;

const edits: readonly Edit[] = [
  function insertOddity(text, { random }) {
    const at = position(text, random);
    return text.slice(0, at) + pick(oddities, random) + text.slice(at);
  },
  function insertWord(text, { random, words }) {
    const at = position(text, random);
    return text.slice(0, at) + pick(words, random) + text.slice(at);
  },
  function replaceWithWord(text, { random, words }) {
    const { from, to } = part(text, random);
    return text.slice(0, from) + pick(words, random) + text.slice(to);
  },
  function remove(text, { random }) {
    const { from, to } = part(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  function changeCharacter(text, { random }) {
    const at = position(text, random);
    return text.slice(0, at) + String.fromCharCode(Math.floor(random() ** 3 * 0x1_0000)) + text.slice(at + 1);
  },
  function copyPart(text, { random }) {
    const { from, to } = part(text, random);
    const at = position(text, random);
    return text.slice(0, at) + text.slice(from, to) + text.slice(at);
  },
  /** Deep or long: the same part many times over. */
  function repeatPart(text, { random }) {
    const { from, to } = part(text, random);
    const times = Math.min(Math.floor(2 ** (random() * 14)), Math.floor(mostLength / Math.max(1, to - from)));
    return text.slice(0, from) + text.slice(from, to).repeat(times) + text.slice(to);
  },
  function nest(text, { random }) {
    const { from, to } = part(text, random);
    const [open = '', close = ''] = pick([['(', ')'], ['[', ']'], ['{"$and":[', ']}'], ['{"$not":', '}'], ['!(', ')'], ['{a: ', '}'], ['- ', '']], random);
    const times = Math.floor(2 ** (random() * 12));
    return text.slice(0, from) + open.repeat(times) + text.slice(from, to) + close.repeat(times) + text.slice(to);
  },
  function spliceOther(text, { random, corpus }) {
    const other = pick(corpus, random);
    const { from, to } = part(other, random);
    const at = position(text, random);
    return text.slice(0, at) + other.slice(from, to) + text.slice(at);
  },
  function swapLines(text, { random }) {
    const lines = text.split('\n');
    const [a, b] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return lines.join('\n');
  },
];

export function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function position(text: string, random: () => number): number {
  return Math.floor(random() * (text.length + 1));
}

function part(text: string, random: () => number): { readonly from: number; readonly to: number } {
  const from = position(text, random);
  return { from, to: Math.min(text.length, from + 1 + Math.floor(random() ** 2 * 40)) };
}
