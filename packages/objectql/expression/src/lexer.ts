import type { Span } from './errors.ts';
import { readTextToken } from './text-token.ts';
import { syntaxFault } from './syntax.ts';

export interface Token extends Span {
  readonly kind: 'name' | 'integer' | 'decimal' | 'text' | 'operator' | 'end';
  /** As written; of a text its value. */
  readonly text: string;
}

const space = /(?:[\t\n\f\r ]+|\/\/[^\n]*)*/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const textStart = /(?:[rRbB]{0,2})(?:"""|'''|"|')/y;
const hexadecimal = /0[xX][0-9a-fA-F]+/y;
const decimal = /(?:\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y;
const integer = /\d+/y;
const operator = /(?:==|!=|<=|>=|&&|\|\||[-<>!()[\]{},.?:+*/%=&|])/y;

/** The tokens of CEL text, ending in one of kind `end`. Throws a `SyntaxFault` for what is none. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(space, source, at)?.length ?? 0;
    if (at >= source.length) break;
    const token = tokenAt(source, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return tokens;
}

function tokenAt(source: string, start: number): Token {
  const quote = match(textStart, source, start);
  if (quote !== undefined) return readTextToken(source, start, quote);
  const word = match(name, source, start);
  if (word !== undefined) return { kind: 'name', text: word, start, end: start + word.length };
  const number = numberAt(source, start);
  if (number !== undefined) return number;
  const symbol = match(operator, source, start);
  if (symbol !== undefined) return { kind: 'operator', text: symbol, start, end: start + symbol.length };
  const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
  throw syntaxFault('EXPRESSION_SYNTAX', { problem: `"${character}" is not part of the language` }, { start, end: start + character.length });
}

function numberAt(source: string, start: number): Token | undefined {
  const hex = match(hexadecimal, source, start);
  const text = hex ?? match(decimal, source, start) ?? match(integer, source, start);
  if (text === undefined) return undefined;
  const end = start + text.length;
  const after = match(name, source, end);
  if (after !== undefined) {
    const what = after === 'u' || after === 'U' ? 'An unsigned number' : `The number "${text}${after}"`;
    throw syntaxFault('EXPRESSION_UNSUPPORTED', { what }, { start, end: end + after.length }, `Write ${text}.`);
  }
  const whole = hex === undefined && /^\d+$/.test(text);
  return { kind: hex !== undefined || whole ? 'integer' : 'decimal', text: hex === undefined ? text : String(BigInt(hex)), start, end };
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
