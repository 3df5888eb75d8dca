import type { Json } from '@objectql/metadata';
import { checkPath } from './check-path.ts';
import { canonicalDecimal } from './decimal.ts';
import type { ExprType } from './expr.ts';
import { tokensOf } from './lexer.ts';
import { expressionLimits } from './parser.ts';
import type { ConstantSyntax, MemberSyntax, RelationSyntax, Syntax } from './syntax.ts';
import { describeType } from './typed.ts';
import type { CheckContext } from './typed.ts';

/** What a test is of: the field, the key as its author wrote it, and its type (`null`: only the value tells). */
interface Subject {
  readonly path: MemberSyntax;
  readonly key: string;
  readonly type: ExprType;
  readonly context: CheckContext;
}

const ranged: ReadonlySet<ExprType> = new Set(['integer', 'decimal', 'date', 'datetime', 'null']);

/** What a field's test says: a value, a list of values, or text such as `< 5000`, `1000..5000`, `in [a, b]`, `$actor`. */
export function testSyntax(path: MemberSyntax, key: string, value: Json, context: CheckContext): Syntax | null {
  const typed = checkPath(path, context);
  if (typed === null) return null;
  const subject: Subject = { path, key, type: typed.open ? 'null' : typed.expr.type, context };
  if (Array.isArray(value)) return oneOf(subject, value.map((each: Json) => (typeof each === 'string' ? operand(subject, each) : constant(subject, each))));
  if (typeof value === 'string') return textTest(subject, value.trim());
  return relation(subject, '==', constant(subject, value));
}

function textTest(subject: Subject, text: string): Syntax | null {
  if (text.length > expressionLimits.length) return subject.context.report('EXPRESSION_TOO_LONG', { most: expressionLimits.length }, undefined);
  const list = /^(!\s*|not\s+)?in\s*\[(.*)\]$/s.exec(text);
  if (list !== null) return negatedIf(list[1] !== undefined, listSyntax(subject, list[2] ?? ''));
  const operator = /^(<=|>=|==|!=|<|>|=|!)(.*)$/s.exec(text);
  if (operator !== null) {
    const op = operator[1] === '=' ? '==' : operator[1] === '!' ? '!=' : (operator[1] as RelationSyntax['op']);
    return relation(subject, op, operand(subject, operator[2] ?? '', true));
  }
  const range = ranged.has(subject.type) ? /^([^"']+?)\.\.([^"']+)$/s.exec(text) : null;
  if (range === null) return relation(subject, '==', operand(subject, text));
  const bounds = [relation(subject, '>=', operand(subject, range[1] ?? '')), relation(subject, '<=', operand(subject, range[2] ?? ''))];
  const good = bounds.filter((each) => each !== null);
  return good.length < bounds.length ? null : { kind: 'and', operands: good };
}

function listSyntax(subject: Subject, text: string): Syntax | null {
  const items = itemsOf(text);
  if (items === undefined) return subject.context.report('CONDITION_SHAPE', { problem: `A quote in the list of "${subject.key}" is not closed` }, undefined);
  return oneOf(subject, items.map((each) => operand(subject, each)));
}

function negatedIf(negative: boolean, syntax: Syntax | null): Syntax | null {
  return negative && syntax !== null ? { kind: 'not', operand: syntax } : syntax;
}

/** Of a field of several options, `== x` asks whether x is among them. */
function relation({ path, type }: Subject, op: RelationSyntax['op'], right: Syntax | null): Syntax | null {
  if (right === null) return null;
  const isNull = right.kind === 'constant' && right.type === 'null';
  if (type !== 'texts' || isNull || (op !== '==' && op !== '!=')) return { kind: 'relation', op, left: path, right };
  return negatedIf(op === '!=', { kind: 'relation', op: 'in', left: right, right: path });
}

function oneOf(subject: Subject, values: readonly (Syntax | null)[]): Syntax | null {
  const good = values.filter((each) => each !== null);
  if (good.length < values.length) return null;
  if (subject.type !== 'texts') return { kind: 'relation', op: 'in', left: subject.path, right: { kind: 'list', items: good } };
  return { kind: 'or', operands: good.map((each) => ({ kind: 'relation', op: 'in', left: each, right: subject.path })) };
}

/** A constant written without CEL: bare text is text, and null only where it follows an operator. */
function operand(subject: Subject, written: string, afterOperator = false): Syntax | null {
  const text = written.trim();
  const { key, type, context } = subject;
  if (text === '' && afterOperator) return context.report('CONDITION_SHAPE', { problem: `The test of "${key}" ends after its operator` }, undefined);
  if (text === 'null' && afterOperator) return { kind: 'constant', type: 'null', value: null };
  const attribute = /^\$actor(?:\.([A-Za-z_]\w*))?$/.exec(text);
  if (attribute !== null) return { kind: 'member', of: { kind: 'name', name: 'actor' }, name: attribute[1] ?? 'id' };
  const quoted = /^(["']).*\1$/s.test(text) ? quotedText(text) : undefined;
  if (quoted !== undefined) return quoted;
  if (type === 'boolean' || type === 'null') {
    if (text === 'true' || text === 'false') return { kind: 'constant', type: 'boolean', value: text === 'true' };
  }
  const number = type === 'integer' || type === 'decimal' || type === 'null' ? numberOf(text) : undefined;
  if (number !== undefined) return number;
  if (type !== 'integer' && type !== 'decimal' && type !== 'boolean') return { kind: 'constant', type: 'text', value: text };
  return context.report('EXPRESSION_VALUE', { value: JSON.stringify(text), expected: describeType(type) }, undefined);
}

/** A text between quotes, with CEL's escapes; undefined where it is more than one. */
function quotedText(text: string): ConstantSyntax | undefined {
  const [token, end] = tokensOf(text);
  return token?.kind === 'text' && end?.kind === 'end' ? { kind: 'constant', type: 'text', value: token.text } : undefined;
}

function numberOf(text: string): ConstantSyntax | undefined {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const value = canonicalDecimal(text.replace('+', ''));
  if (value === undefined) return undefined;
  const whole = value.includes('.') ? Number.NaN : Number(value);
  return Number.isSafeInteger(whole) ? { kind: 'constant', type: 'integer', value: whole } : { kind: 'constant', type: 'decimal', value };
}

function constant({ key, context }: Subject, value: Json): ConstantSyntax | null {
  if (value === null) return { kind: 'constant', type: 'null', value };
  if (typeof value === 'boolean') return { kind: 'constant', type: 'boolean', value };
  const number = typeof value === 'number' ? numberOf(canonicalDecimal(value) ?? '') : undefined;
  return number ?? context.report('CONDITION_SHAPE', { problem: `The test of "${key}" is neither a value nor a list of values` }, undefined);
}

/** Splits at commas outside quotes; undefined where a quote is not closed. */
function itemsOf(text: string): string[] | undefined {
  const items: string[] = [];
  let item = '';
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== '' && character === '\\') item += character + text.charAt(++index);
    else if (quote === '' && character === ',') {
      items.push(item);
      item = '';
    } else {
      if (character === quote) quote = '';
      else if (quote === '' && item.trim() === '' && (character === '"' || character === "'")) quote = character;
      item += character;
    }
  }
  if (quote !== '') return undefined;
  return item.trim() === '' ? items : [...items, item];
}
