import type { Json } from '@objectql/metadata';
import { canonicalDecimal, maxDecimalDigits } from './decimal.ts';
import type { Span } from './errors.ts';
import { tokensOf } from './lexer.ts';
import type { Token } from './lexer.ts';
import { syntaxFault } from './syntax.ts';
import type { ConstantSyntax, RelationSyntax, Syntax } from './syntax.ts';

/** Longest text and deepest nesting of one expression. */
export const expressionLimits = { length: 4000, depth: 50 } as const;

const relations: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
/** CEL reserves these; they may still follow a point. */
const reserved: ReadonlySet<string> = new Set([
  'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);

/**
 * CEL's grammar by its precedence: members and calls, then `!` and `-`, then (unsupported) arithmetic, then all relations
 * alike from the left, then `&&`, then `||`. Throws a `SyntaxFault` at the first place that cannot be read.
 */
export function parseSyntax(source: string): Syntax {
  if (source.length > expressionLimits.length) {
    throw syntaxFault('EXPRESSION_TOO_LONG', { most: expressionLimits.length }, { start: 0, end: source.length });
  }
  const parser = new Parser(tokensOf(source));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #last: Token;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#last = tokens.at(-1) ?? { kind: 'end', text: '', start: 0, end: 0 };
  }

  whole(): Syntax {
    const syntax = this.#or();
    const rest = this.#peek();
    if (rest.kind === 'end') return syntax;
    if (rest.text === '?') throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: 'The conditional `? :`' }, rest, 'Write it with && and ||.');
    if (rest.text === '=') throw syntaxFault('EXPRESSION_SYNTAX', { problem: '"=" is not an operator' }, rest, 'Write ==.');
    if (rest.text === '&' || rest.text === '|') {
      throw syntaxFault('EXPRESSION_SYNTAX', { problem: `"${rest.text}" is not an operator` }, rest, `Write ${rest.text}${rest.text}.`);
    }
    const joined = rest.kind === 'name' && /^(and|or|not)$/i.test(rest.text) ? 'Write && for and, || for or, ! for not.' : undefined;
    throw syntaxFault('EXPRESSION_SYNTAX', { problem: `The expression should end before "${rest.text}"` }, rest, joined);
  }

  #or(): Syntax {
    return this.#deeper(() => this.#logic('or', '||', () => this.#logic('and', '&&', () => this.#relation())));
  }

  #logic(kind: 'and' | 'or', symbol: string, operand: () => Syntax): Syntax {
    const first = operand();
    if (!this.#at(symbol)) return first;
    const operands = [first];
    while (this.#take(symbol)) operands.push(operand());
    return { kind, operands, at: span(first, operands.at(-1)) };
  }

  #relation(): Syntax {
    let left = this.#operand();
    let count = 0;
    while (relations.has(this.#peek().text) && this.#peek().kind !== 'text') {
      const op = this.#advance().text as RelationSyntax['op'];
      this.#limit(this.#depth + ++count);
      const right = this.#operand();
      left = { kind: 'relation', op, left, right, at: span(left, right) };
    }
    return left;
  }

  #operand(): Syntax {
    const operand = this.#unary();
    const next = this.#peek();
    if (next.kind === 'operator' && arithmetic.has(next.text)) {
      throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: `Arithmetic ("${next.text}")` }, next);
    }
    return operand;
  }

  #unary(): Syntax {
    const token = this.#peek();
    if (this.#take('!')) {
      const operand = this.#deeper(() => this.#unary());
      return { kind: 'not', operand, at: span({ at: token }, operand) };
    }
    if (this.#take('-')) return this.#negative(token);
    return this.#member();
  }

  #negative(minus: Token): Syntax {
    const operand = this.#deeper(() => this.#unary());
    const at = span({ at: minus }, operand);
    if (operand.kind !== 'constant' || (operand.type !== 'integer' && operand.type !== 'decimal')) {
      throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: 'Arithmetic ("-")' }, at);
    }
    return { ...operand, value: negated(operand.value), at };
  }

  #member(): Syntax {
    let syntax = this.#primary();
    for (let count = 1; ; count++) {
      const next = this.#peek();
      if (next.text === '[' && next.kind === 'operator') {
        throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: 'An index in brackets' }, next, 'Write record.name.');
      }
      if (!this.#take('.')) return syntax;
      this.#limit(this.#depth + count);
      const name = this.#advance();
      if (name.kind !== 'name') throw syntaxFault('EXPRESSION_SYNTAX', { problem: 'A name should follow the point' }, name);
      const at = span(syntax, { at: name });
      syntax = this.#at('(') ? this.#call(name, syntax) : { kind: 'member', of: syntax, name: name.text, at };
    }
  }

  #primary(): Syntax {
    const token = this.#advance();
    if (token.kind === 'text') return { kind: 'constant', type: 'text', value: token.text, at: spanOf(token) };
    if (token.kind === 'integer' || token.kind === 'decimal') return numberConstant(token);
    if (token.kind === 'name') return this.#named(token);
    if (token.kind === 'operator' && token.text === '(') {
      const inner = this.#or();
      this.#expect(')', token);
      return inner;
    }
    if (token.kind === 'operator' && token.text === '[') {
      const items = this.#list(']', token);
      return { kind: 'list', items, at: { start: token.start, end: this.#before().end } };
    }
    if (token.text === '{') throw syntaxFault('EXPRESSION_UNSUPPORTED', { what: 'A map' }, token);
    if (token.kind === 'end') throw syntaxFault('EXPRESSION_SYNTAX', { problem: 'Something is missing at the end' }, token);
    throw syntaxFault('EXPRESSION_SYNTAX', { problem: `A value should stand before "${token.text}"` }, token);
  }

  #named(token: Token): Syntax {
    const at = spanOf(token);
    if (token.text === 'true' || token.text === 'false') return { kind: 'constant', type: 'boolean', value: token.text === 'true', at };
    if (token.text === 'null') return { kind: 'constant', type: 'null', value: null, at };
    if (token.text === 'in') throw syntaxFault('EXPRESSION_SYNTAX', { problem: 'A value should stand before "in"' }, token);
    if (reserved.has(token.text)) throw syntaxFault('EXPRESSION_SYNTAX', { problem: `"${token.text}" is a reserved word` }, token);
    return this.#at('(') ? this.#call(token) : { kind: 'name', name: token.text, at };
  }

  #call(name: Token, of?: Syntax): Syntax {
    const args = this.#list(')', this.#advance());
    const at = { start: of?.at?.start ?? name.start, end: this.#before().end };
    return { kind: 'call', name: name.text, args, at, ...(of === undefined ? {} : { of }) };
  }

  /** Items up to the closing bracket, which may follow a comma (CEL allows it in lists only; harmless in calls). */
  #list(closing: string, opening: Token): Syntax[] {
    const items: Syntax[] = [];
    while (!this.#take(closing)) {
      items.push(this.#or());
      if (this.#take(',')) continue;
      this.#expect(closing, opening);
      break;
    }
    return items;
  }

  #expect(closing: string, opening: Token): void {
    if (this.#take(closing)) return;
    const found = this.#peek();
    const problem = found.kind === 'end'
      ? `The "${opening.text}" at character ${opening.start + 1} is not closed`
      : `"${closing}" or an operator should stand before "${found.text}"`;
    throw syntaxFault('EXPRESSION_SYNTAX', { problem }, found);
  }

  #deeper<T>(read: () => T): T {
    this.#limit(++this.#depth);
    const result = read();
    this.#depth--;
    return result;
  }

  #limit(depth: number): void {
    if (depth > expressionLimits.depth) throw syntaxFault('EXPRESSION_TOO_DEEP', { most: expressionLimits.depth }, this.#peek());
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#last;
  }

  #before(): Token {
    return this.#tokens[this.#next - 1] ?? this.#last;
  }

  #advance(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #at(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === 'operator' && token.text === symbol;
  }

  #take(symbol: string): boolean {
    if (!this.#at(symbol)) return false;
    this.#next++;
    return true;
  }
}

function numberConstant(token: Token): ConstantSyntax {
  const at = spanOf(token);
  if (token.kind === 'integer' && Number.isSafeInteger(Number(token.text))) return { kind: 'constant', type: 'integer', value: Number(token.text), at };
  const value = canonicalDecimal(token.text);
  if (value === undefined) throw syntaxFault('EXPRESSION_VALUE', { value: token.text, expected: `a number of at most ${maxDecimalDigits} digits` }, at);
  return { kind: 'constant', type: 'decimal', value: token.kind === 'integer' || value.includes('.') ? value : `${value}.0`, at };
}

function negated(value: Json): Json {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  if (typeof value !== 'string' || !/[1-9]/.test(value)) return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

function spanOf(token: Span): Span {
  return { start: token.start, end: token.end };
}

function span(from: { readonly at?: Span }, to: { readonly at?: Span } | undefined): Span {
  return { start: from.at?.start ?? 0, end: to?.at?.end ?? 0 };
}
