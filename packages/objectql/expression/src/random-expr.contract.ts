import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { and, choose, fieldExpr, or } from './index.ts';
import type { CompareExpr, Expr, ExprType } from './index.ts';
import { attributes, dates, datetimes, decimals, integers, item, options, place, roles, texts } from './sample-world.contract.ts';

/** Random conditions, all of them well-typed. */
export interface ExprOptions {
  /** What CEL has no words for: masked values, order of null. */
  readonly beyondCel: boolean;
}

const pools: Readonly<Record<string, readonly Json[]>> = { text: [...texts, ...options], integer: integers, decimal: decimals, boolean: [true, false], date: dates, datetime: datetimes };

function literal(type: ExprType): fc.Arbitrary<Expr> {
  return fc.constantFrom(...(pools[type] ?? [null])).map((value): Expr => ({ kind: 'literal', type, value }));
}
const nothing: Expr = { kind: 'literal', type: 'null', value: null };

function fieldsOfType(type: ExprType): Expr[] {
  const own = Object.keys(item.fields).filter((name) => !['status', 'phase', 'place'].includes(name)).map((name) => fieldExpr(item, name));
  const through = Object.keys(place.fields).map((name) => fieldExpr(place, name, 'place'));
  return [...own, ...through, fieldExpr(item, 'place'), fieldExpr(item, 'id')].filter((each) => each.type === type);
}

function attributesOfType(type: ExprType): Expr[] {
  const own: [string, ExprType][] = [['id', 'text'], ['kind', 'text'], ['roles', 'texts']];
  return [...own, ...attributes].filter(([, each]) => each === type).map(([name]) => ({ kind: 'actor', type, name }));
}

function column(type: ExprType, { beyondCel }: ExprOptions): fc.Arbitrary<Expr> {
  const field = fc.constantFrom(...fieldsOfType(type));
  if (!beyondCel) return field;
  const mask = fc.constantFrom<Expr>(
    fieldExpr(item, 'active'), { kind: 'compare', type: 'boolean', op: '!=', left: fieldExpr(item, 'status'), right: { kind: 'literal', type: 'text', value: 'closed' } },
    { kind: 'compare', type: 'boolean', op: '>', left: fieldExpr(place, 'size', 'place'), right: { kind: 'literal', type: 'integer', value: 0 } },
  );
  return fc.oneof({ weight: 3, arbitrary: field }, { weight: 1, arbitrary: fc.tuple(mask, field).map(([when, then]) => choose(when, then)) });
}

function operand(type: ExprType, allowed: ExprOptions): fc.Arbitrary<Expr> {
  return fc.oneof(
    { weight: 4, arbitrary: column(type, allowed) }, { weight: 3, arbitrary: literal(type) }, { weight: 1, arbitrary: fc.constantFrom(...attributesOfType(type)) },
  );
}

const equalities = ['==', '!='] as const;
const orderings = ['==', '!=', '<', '<=', '>', '>='] as const;

function comparison(op: CompareExpr['op'], left: Expr, right: Expr): Expr {
  return { kind: 'compare', type: 'boolean', op, left, right };
}

function isCallersDecimal(expr: Expr): boolean {
  return expr.kind === 'actor' && expr.type === 'decimal';
}

function compared(allowed: ExprOptions): fc.Arbitrary<Expr> {
  const same = fc.constantFrom<ExprType>('text', 'date', 'datetime').chain((type) => fc.tuple(operand(type, allowed), operand(type, allowed)));
  const number = fc.constantFrom<ExprType>('integer', 'decimal').chain((type) => operand(type, allowed));
  const numbers = fc.tuple(number, number).filter(([left, right]) => !(isCallersDecimal(left) && isCallersDecimal(right)));
  const ordered = fc.tuple(fc.constantFrom(...orderings), fc.oneof(same, numbers)).map(([op, [left, right]]) => comparison(op, left, right));
  const booleans = fc.tuple(fc.constantFrom(...equalities), operand('boolean', allowed), operand('boolean', allowed)).map(([op, left, right]) => comparison(op, left, right));
  const chosen = fc.tuple(fc.constantFrom(...equalities), fc.constantFrom('status', 'phase'), fc.constantFrom(...options))
    .map(([op, name, value]) => comparison(op, fieldExpr(item, name), { kind: 'literal', type: 'text', value }));
  const anything = fc.constantFrom<ExprType>('text', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'texts', 'json').chain((type) => column(type, allowed));
  const nulls = fc.tuple(fc.constantFrom(...(allowed.beyondCel ? orderings : equalities)), anything).map(([op, left]) => comparison(op, left, nothing));
  return fc.oneof({ weight: 6, arbitrary: ordered }, booleans, chosen, nulls);
}

function member(left: Expr, list: readonly Expr[] | Expr): Expr {
  return { kind: 'in', type: 'boolean', left, list };
}

function membership(allowed: ExprOptions): fc.Arbitrary<Expr> {
  const entry = (type: ExprType): fc.Arbitrary<Expr> => fc.oneof({ weight: 6, arbitrary: literal(type) }, { weight: 1, arbitrary: operand(type, allowed) }, fc.constant(nothing));
  const listed = fc.constantFrom<ExprType>('text', 'integer', 'decimal', 'date').chain((type) =>
    fc.tuple(operand(type, allowed), fc.array(entry(type === 'integer' ? 'decimal' : type), { maxLength: 5 }))
      .filter(([left, list]) => !isCallersDecimal(left) || !list.some(isCallersDecimal)).map(([left, list]) => member(left, list)));
  const held = fc.tuple(operand('text', allowed), fc.oneof(column('texts', allowed), fc.constantFrom(...attributesOfType('texts')))).map(([left, list]) => member(left, list));
  const role = fc.constantFrom(...roles).map((value) => member({ kind: 'literal', type: 'text', value }, { kind: 'actor', type: 'texts', name: 'roles' }));
  return fc.oneof({ weight: 3, arbitrary: listed }, { weight: 2, arbitrary: held }, role);
}

function tested(allowed: ExprOptions): fc.Arbitrary<Expr> {
  return fc.tuple(fc.constantFrom('startsWith', 'endsWith', 'contains'), operand('text', allowed), operand('text', allowed))
    .map(([op, left, right]): Expr => ({ kind: 'text', type: 'boolean', op, left, right }));
}

export function conditions(allowed: ExprOptions): fc.Arbitrary<Expr> {
  const atom = fc.oneof({ weight: 5, arbitrary: compared(allowed) }, { weight: 3, arbitrary: membership(allowed) }, { weight: 2, arbitrary: tested(allowed) }, column('boolean', allowed), literal('boolean'));
  const { condition } = fc.letrec<{ condition: Expr }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' }, { weight: 4, arbitrary: atom },
      { weight: 2, arbitrary: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((each) => and(...each)) },
      { weight: 2, arbitrary: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((each) => or(...each)) },
      { weight: 2, arbitrary: tie('condition').map((inner): Expr => ({ kind: 'not', type: 'boolean', operand: inner })) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...equalities), tie('condition'), tie('condition')).map(([op, left, right]) => comparison(op, left, right)) },
    ),
  }));
  return condition;
}

/** Some of the constants become parameters; what is compared with a decimal of the caller keeps its own. */
export function parametrised(expr: Expr, coin: (index: number) => boolean): { expr: Expr; args: Json[] } {
  const args: Json[] = [];
  let count = 0;
  const constant = (each: Expr): Expr => {
    if (each.kind !== 'literal' || each.value === null || !coin(count++)) return each;
    return { kind: 'param', type: each.type, index: args.push(each.value) - 1 };
  };
  const beside = (each: Expr, other: Expr): Expr => (isCallersDecimal(other) || other.kind === 'literal' || other.kind === 'param' ? each : constant(each));
  const walk = (each: Expr): Expr => {
    switch (each.kind) {
      case 'not': return { ...each, operand: walk(each.operand) };
      case 'and':
      case 'or': return { ...each, operands: each.operands.map(walk) };
      case 'compare': {
        const left = beside(walk(each.left), each.right);
        return { ...each, left, right: beside(walk(each.right), left) };
      }
      case 'text': return { ...each, left: constant(each.left), right: constant(each.right) };
      case 'in': {
        if ('kind' in each.list) return { ...each, left: constant(each.left) };
        return { ...each, list: each.list.map((entry) => beside(entry, each.left)) };
      }
      case 'literal':
      case 'param':
      case 'field':
      case 'actor':
      case 'choose': break;
    }
    return each;
  };
  return { expr: walk(expr), args };
}
