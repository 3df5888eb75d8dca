import { FALSE, TRUE } from './expr.ts';
import type { ChooseExpr, CompareExpr, Expr } from './expr.ts';

/** All of them; nested `and`s become one, `TRUE` falls away, `FALSE` is all there is. */
export function and(...operands: readonly Expr[]): Expr {
  return join('and', operands);
}

/** Any of them; nested `or`s become one, `FALSE` falls away, `TRUE` is all there is. */
export function or(...operands: readonly Expr[]): Expr {
  return join('or', operands);
}

function join(kind: 'and' | 'or', operands: readonly Expr[]): Expr {
  const neutral = kind === 'and';
  const flat = new Set<Expr>();
  for (const operand of operands) {
    for (const each of operand.kind === kind ? operand.operands : [operand]) {
      if (each.kind !== 'literal' || typeof each.value !== 'boolean') flat.add(each);
      else if (each.value !== neutral) return neutral ? FALSE : TRUE;
    }
  }
  const [first, ...rest] = flat;
  if (first === undefined) return neutral ? TRUE : FALSE;
  return rest.length === 0 ? first : { kind, type: 'boolean', operands: [first, ...rest] };
}

const opposites = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const;

/** The negation; comparisons turn into their opposites (unknown stays unknown), double negation falls away. */
export function not(operand: Expr): Expr {
  if (operand.kind === 'not') return operand.operand;
  if (operand.kind === 'literal' && typeof operand.value === 'boolean') return operand.value ? FALSE : TRUE;
  if (operand.kind === 'compare') return { ...operand, op: opposites[operand.op] };
  return { kind: 'not', type: 'boolean', operand };
}

const mirrored = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** The operator that says the same with the sides exchanged. */
export function mirror(op: CompareExpr['op']): CompareExpr['op'] {
  return mirrored[op];
}

/** `value` where `when` is true, else null: a masked field. */
export function choose(when: Expr, value: Expr): ChooseExpr {
  // oxlint-disable-next-line unicorn/no-thenable -- data without a method: nobody can await it by accident
  return { kind: 'choose', type: value.type, when, then: value };
}
