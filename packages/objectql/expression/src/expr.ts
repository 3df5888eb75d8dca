import type { Json } from '@objectql/metadata';

/**
 * The one typed AST of conditions: permission rules, validation rules, flow conditions and JSON filters all become this,
 * and every back end (closure, SQL) reads only this.
 *
 * Meaning is CEL's with SQL's null: `==`, `!=` and `in` treat null as an ordinary value and are never unknown; ordering
 * and text functions over null are unknown; `and`, `or`, `not` are Kleene's; at the top, what is not true is false.
 */
export type Expr =
  | LiteralExpr
  | ParamExpr
  | FieldExpr
  | ActorExpr
  | NotExpr
  | LogicExpr
  | CompareExpr
  | InExpr
  | TextTestExpr
  | ChooseExpr;

/** What an expression yields. `decimal` carries its own scale in the values (canonical decimal strings); comparing numbers of two types compares their exact values. */
export type ExprType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'texts' | 'null' | 'json';

interface ExprCommon {
  readonly type: ExprType;
  /** Offsets in the source text (UTF-16 code units), for messages and explain. */
  readonly at?: { readonly start: number; readonly end: number };
}

/** A constant, in JSON form: decimals as strings, dates and datetimes as canonical text. */
export interface LiteralExpr extends ExprCommon {
  readonly kind: 'literal';
  readonly value: Json;
}

/**
 * The value that the caller gives at position `index` of the argument list: filters keep their constants out of the plan.
 * It is of this type and never null: null makes another shape and is written as a literal. Two decimals that are both
 * given at run time (parameters, attributes of the actor) are never compared with each other.
 */
export interface ParamExpr extends ExprCommon {
  readonly kind: 'param';
  readonly index: number;
}

/** A field of the record; `via` names the lookup field that leads to it (one deep), null-propagating. */
export interface FieldExpr extends ExprCommon {
  readonly kind: 'field';
  readonly name: string;
  /** The type's scale where it is decimal or money. */
  readonly scale?: number;
  readonly via?: { readonly field: string; readonly object: string };
  /** The value is known never to be null (a required field, not through a lookup). */
  readonly required?: true;
}

/** An attribute of the caller: `id`, `kind`, `roles`, or one that identity supplies. */
export interface ActorExpr extends ExprCommon {
  readonly kind: 'actor';
  readonly name: string;
}

export interface NotExpr extends ExprCommon {
  readonly kind: 'not';
  readonly operand: Expr;
}

/** No operands: `and` is true, `or` is false. */
export interface LogicExpr extends ExprCommon {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Expr[];
}

export interface CompareExpr extends ExprCommon {
  readonly kind: 'compare';
  readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly left: Expr;
  readonly right: Expr;
}

/** `left in [a, b]`, or `left in <texts>` where `list` is one expression of type `texts` (a multi-select, actor.roles). */
export interface InExpr extends ExprCommon {
  readonly kind: 'in';
  readonly left: Expr;
  readonly list: readonly Expr[] | Expr;
}

/** Exact, case-sensitive tests of text. */
export interface TextTestExpr extends ExprCommon {
  readonly kind: 'text';
  readonly op: 'startsWith' | 'endsWith' | 'contains';
  readonly left: Expr;
  readonly right: Expr;
}

/** `when` true ? `then` : null. What a mask makes of a field: `{when: mask, then: field}`. */
export interface ChooseExpr extends ExprCommon {
  readonly kind: 'choose';
  readonly when: Expr;
  readonly then: Expr;
}

export const TRUE: LiteralExpr = { kind: 'literal', type: 'boolean', value: true };
export const FALSE: LiteralExpr = { kind: 'literal', type: 'boolean', value: false };

/** Whether the expression is the constant true, so that nothing needs to be evaluated. */
export function isTrue(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === true;
}

/** Whether the expression is the constant false (or null). */
export function isFalse(expr: Expr): boolean {
  return expr.kind === 'literal' && (expr.value === false || expr.value === null);
}
