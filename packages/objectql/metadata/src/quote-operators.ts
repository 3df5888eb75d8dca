/**
 * YAML gives `>` and `!` at the head of a value a meaning of its own: `amount: >= 5000` is a broken block scalar and
 * `role: !manager` a tag, which a lenient reader turns into an empty condition. In flow and policy files such a value is a
 * comparison. This pass puts single quotes around operator-led plain scalars of one line and touches nothing else: block
 * scalars, quoted text, comments and text of several lines stay as they are, and every position can be mapped back.
 */
export interface QuotedText {
  readonly text: string;
  /** The 1-based column in the author's text of a 1-based line and column in `text`. Lines are the same. */
  originalColumn(line: number, column: number): number;
}

/** Quotes what begins with `<`, `<=`, `>`, `>=`, `==`, `!=` or `!x` where a value may begin. */
export function quoteOperators(text: string): QuotedText {
  const scanner = new Scanner(text);
  scanner.run();
  return { text: scanner.quoted(), originalColumn: (line, column) => column - scanner.insertedBefore(line, column) };
}

const operator = /^(?:[<>]=?|==|!(?![!<]))/u;
const blockHeader = /^[|>](?:[1-9][-+]?|[-+][1-9]?)?[ \t]*(?:[ \t]#.*)?$/u;
const listMark = /^-[ \t]+/u;
const quotedKey = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*:(?:[ \t]+|$)/u;
const plainKey = /^(?:[^\s?:,[\]{}#&*!|>'"%@`-]|[?:-](?=\S))(?:[^#]|(?<=\S)#)*?:(?:[ \t]+|$)/u;
/** An anchor or a tag of YAML's own, which stands before a value. */
const property = /^(?:&\S+|!!\S+|!<\S+)(?:[ \t]+|$)/u;

interface Place {
  readonly line: number;
  /** 0-based, in the author's line. */
  readonly column: number;
}

class Scanner {
  readonly #lines: readonly string[];
  /** Per line, the columns (0-based, of the author's text, ascending) before which a quote is put. */
  readonly #inserted = new Map<number, number[]>();

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  run(): void {
    let line = 0;
    while (line < this.#lines.length) line = this.#readLine(line);
  }

  quoted(): string {
    return this.#lines
      .map((line, index) => {
        const columns = this.#inserted.get(index);
        if (columns === undefined) return line;
        return columns.map((column, at) => `${line.slice(columns[at - 1] ?? 0, column)}'`).join('') + line.slice(columns.at(-1));
      })
      .join('\n');
  }

  /** How many quotes that are not the author's stand before a 1-based column of the quoted line. */
  insertedBefore(line: number, column: number): number {
    const columns = this.#inserted.get(line - 1) ?? [];
    return columns.filter((at, earlier) => at + earlier + 1 < column).length;
  }

  /** Reads what begins on a line: list marks, keys and a value. Answers the line after it. */
  #readLine(line: number): number {
    const text = this.#content(line);
    if (/^(?:---|\.\.\.|%)/u.test(text)) return /^---[ \t]+\S/u.test(text) ? this.#lines.length : line + 1;
    let column = indentOf(text);
    for (let parent = -1; ; ) {
      const rest = text.slice(column);
      if (rest === '' || rest.startsWith('#')) return line + 1;
      const before = property.exec(rest);
      const opener = before ?? listMark.exec(rest) ?? quotedKey.exec(rest) ?? plainKey.exec(rest);
      if (opener === null) return this.#readValue({ line, column }, parent);
      if (before === null) parent = column;
      column += opener[0].length;
    }
  }

  /** Reads a value that belongs to a mapping or list indented by `parent`. */
  #readValue(place: Place, parent: number): number {
    const { line, column } = place;
    const rest = this.#content(line).slice(column);
    if (/^["']/u.test(rest)) return this.#afterQuoted(place).line + 1;
    if (/^[[{]/u.test(rest)) return this.#readCollection(place);
    const opensBlock = blockHeader.test(rest) && !this.#isNumber(rest, line, parent);
    const goesOn = indentOf(this.#nextText(line)) > parent && !/^ *#/u.test(this.#nextText(line));
    if (opensBlock || goesOn || parent < 0 || !operator.test(rest)) return this.#skipDeeper(line + 1, parent);
    this.#quote(place, /^(?:[^#]|(?<=\S)#)*/u.exec(rest)?.[0].trimEnd().length ?? 0);
    return line + 1;
  }

  /** `>5` could ask for a block indented by five; with nothing indented below it, it is a comparison. */
  #isNumber(rest: string, line: number, parent: number): boolean {
    return /^>[-+]?[1-9]/u.test(rest) && indentOf(this.#nextText(line)) <= parent;
  }

  /** The next line that is not blank; nothing at the end. */
  #nextText(line: number): string {
    for (let next = line + 1; next < this.#lines.length; next++) {
      if (this.#content(next).trim() !== '') return this.#content(next);
    }
    return '';
  }

  /** The first line from `line` on that is neither blank nor indented deeper than `parent`. */
  #skipDeeper(line: number, parent: number): number {
    if (parent < 0) return line;
    for (let next = line; next < this.#lines.length; next++) {
      const text = this.#content(next);
      if (text.trim() !== '' && indentOf(text) <= parent) return next;
    }
    return this.#lines.length;
  }

  /** The place after the closing quote, over as many lines as it takes. */
  #afterQuoted({ line, column }: Place): Place {
    const end = this.#content(line)[column] === '"' ? /^(?:[^"\\]|\\.|\\$)*(")?/u : /^(?:[^']|'')*(')?/u;
    for (let at = line, from = column + 1; at < this.#lines.length; at++, from = 0) {
      const found = end.exec(this.#content(at).slice(from));
      if (found?.[1] !== undefined) return { line: at, column: from + found[0].length };
    }
    return { line: this.#lines.length, column: 0 };
  }

  /** Reads `[...]` or `{...}` and answers the line after it. */
  #readCollection(start: Place): number {
    let place = start;
    let depth = 0;
    for (let before: FlowToken['kind'] = 'separator'; place.line < this.#lines.length; ) {
      const rest = this.#content(place.line).slice(place.column);
      const token = flowToken(rest, before);
      if (token.kind === 'operator' && this.#endsHere(rest.slice(token.length), place.line)) this.#quote(place, token.length);
      if (token.kind === 'open') depth++;
      if (token.kind === 'close' && --depth === 0) return place.line + 1;
      if (token.kind !== 'space' && token.kind !== 'end') before = token.kind;
      if (token.kind === 'end') place = { line: place.line + 1, column: 0 };
      else if (token.kind === 'quote') place = this.#afterQuoted(place);
      else place = { line: place.line, column: place.column + token.length };
    }
    return place.line;
  }

  /** Whether an operand inside brackets is over where its line, or its part of the line, is. */
  #endsHere(after: string, line: number): boolean {
    return /^[ \t]*[,\]}]/u.test(after) || /^[ \t]*[,\]}]/u.test(this.#nextText(line));
  }

  /** Puts quotes around `length` characters and doubles those inside. */
  #quote({ line, column }: Place, length: number): void {
    const value = this.#content(line).slice(column, column + length);
    const inside = Array.from(value.matchAll(/'/gu), (match) => column + match.index);
    this.#inserted.set(line, [...(this.#inserted.get(line) ?? []), column, ...inside, column + length]);
  }

  #content(line: number): string {
    return (this.#lines[line] ?? '').replace(/\r$/u, '');
  }
}

function indentOf(text: string): number {
  return text.length - text.replace(/^ +/u, '').length;
}

interface FlowToken {
  readonly kind: 'open' | 'close' | 'separator' | 'operator' | 'quote' | 'text' | 'space' | 'end';
  readonly length: number;
}

const flowTokens: readonly (readonly [FlowToken['kind'], RegExp])[] = [
  ['end', /^(?:[ \t]*$|[ \t]+#)/u],
  ['space', /^[ \t]+/u],
  ['open', /^[[{]/u],
  ['close', /^[\]}]/u],
  ['separator', /^(?:,|:(?=\s|$))/u],
  ['text', /^[^\s,:[\]{}]+|^:/u],
];
const flowOperand = /^(?:[^\s,[\]{}#]|(?<=\S)#|[ \t]+(?![ \t#,\]}]|$))+/u;

/** The next token inside `[...]` or `{...}`. Operators and quotes count only where a value may begin, and no key is an operand. */
function flowToken(rest: string, before: FlowToken['kind']): FlowToken {
  if (before === 'open' || before === 'separator') {
    if (/^["']/u.test(rest)) return { kind: 'quote', length: 1 };
    const operand = operator.test(rest) ? (flowOperand.exec(rest)?.[0] ?? '') : '';
    if (operand !== '' && !/:(?:\s|$)/u.test(operand)) return { kind: 'operator', length: operand.length };
  }
  if (rest.startsWith(':') && (before === 'quote' || before === 'close')) return { kind: 'separator', length: 1 };
  for (const [kind, pattern] of flowTokens) {
    const length = pattern.exec(rest)?.[0].length;
    if (length !== undefined) return { kind, length };
  }
  return { kind: 'text', length: 1 };
}
