import type { Token } from './lexer.ts';
import { syntaxFault } from './syntax.ts';
import { isStorableText } from './text-order.ts';

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'], ['v', '\v'],
  ['\\', '\\'], ['?', '?'], ['"', '"'], ["'", "'"], ['`', '`'],
]);
/** Escapes of a code point: `\x41`, `\u0041`, `\U00000041`, `\101`. */
const pointEscape = /x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})/y;

/** Reads the text that begins at `start` with `opening`: a quote or three, after `r` where backslashes are themselves. */
export function readTextToken(source: string, start: number, opening: string): Token {
  const quote = opening.replace(/^[A-Za-z]+/, '');
  const prefix = opening.slice(0, opening.length - quote.length).toLowerCase();
  if (prefix.includes('b')) throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: 'A literal of bytes' }, { start, end: start + opening.length });
  let at = start + opening.length;
  let text = '';
  while (!source.startsWith(quote, at)) {
    const character = source[at];
    if (character === undefined || (quote.length === 1 && (character === '\n' || character === '\r'))) {
      throw syntaxFault('EXPRESSION_SYNTAX', { problem: `The text that begins here has no closing ${quote}` }, { start, end: at });
    }
    const piece = character === '\\' && prefix === '' ? readEscape(source, at) : { text: character, length: 1 };
    text += piece.text;
    at += piece.length;
  }
  const end = at + quote.length;
  if (!isStorableText(text)) throw syntaxFault('EXPRESSION_SYNTAX', { problem: 'Text cannot hold the character NUL or half of a surrogate pair' }, { start, end });
  return { kind: 'text', text, start, end };
}

function readEscape(source: string, at: number): { text: string; length: number } {
  const simple = simpleEscapes.get(source[at + 1] ?? '');
  if (simple !== undefined) return { text: simple, length: 2 };
  pointEscape.lastIndex = at + 1;
  const found = pointEscape.exec(source);
  const digits = found?.slice(1).find((each) => each !== undefined);
  if (found === null || digits === undefined) throw wrongEscape(source, at);
  const point = Number.parseInt(digits, found[5] === undefined ? 16 : 8);
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw wrongEscape(source, at);
  return { text: String.fromCodePoint(point), length: found[0].length + 1 };
}

function wrongEscape(source: string, at: number) {
  const problem = `"${source.slice(at, at + 2)}" does not begin an escape that this text can hold`;
  return syntaxFault('EXPRESSION_SYNTAX', { problem }, { start: at, end: Math.min(at + 2, source.length) }, 'Write \\\\ for a backslash, or put r before the quote.');
}
