import type { ActorExpr, Expr, FieldExpr } from './expr.ts';

/** The expressions that one is made of, in order; none for fields, constants and attributes. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'not':
      return [expr.operand];
    case 'and':
    case 'or':
      return expr.operands;
    case 'compare':
    case 'text':
      return [expr.left, expr.right];
    case 'in':
      return [expr.left, ...('kind' in expr.list ? [expr.list] : expr.list)];
    case 'choose':
      return [expr.when, expr.then];
    case 'literal':
    case 'param':
    case 'field':
    case 'actor':
      break;
  }
  return [];
}

/** Every field that the expression reads, in order, each once; lookups that it goes through are not among them. */
export function fieldsOf(expr: Expr): readonly FieldExpr[] {
  const fields = new Map<string, FieldExpr>();
  visit(expr, (each) => {
    if (each.kind === 'field') fields.set(`${each.via?.field ?? ''}.${each.name}`, each);
  });
  return [...fields.values()];
}

/** The lookups that the expression goes through: field and object of each, once. */
export function lookupsOf(expr: Expr): readonly NonNullable<FieldExpr['via']>[] {
  const lookups = new Map<string, NonNullable<FieldExpr['via']>>();
  visit(expr, (each) => {
    if (each.kind === 'field' && each.via !== undefined) lookups.set(each.via.field, each.via);
  });
  return [...lookups.values()];
}

/** Whether who asks can make a difference. */
export function usesActor(expr: Expr): boolean {
  return attributesOf(expr).length > 0;
}

/** Every attribute of the caller that the expression reads. */
export function attributesOf(expr: Expr): readonly ActorExpr[] {
  const attributes: ActorExpr[] = [];
  visit(expr, (each) => {
    if (each.kind === 'actor') attributes.push(each);
  });
  return attributes;
}

/** The roles that count in the caller's favour: each `"role" in actor.roles` that does not stand below an odd number of `!`. */
export function rolesIn(expr: Expr): readonly string[] {
  const roles = new Set<string>();
  collectRoles(expr, true, roles);
  return [...roles];
}

function collectRoles(expr: Expr, positive: boolean, roles: Set<string>): void {
  if (expr.kind === 'not') return collectRoles(expr.operand, !positive, roles);
  if (expr.kind === 'and' || expr.kind === 'or') return expr.operands.forEach((each) => collectRoles(each, positive, roles));
  const role = roleAtom(expr);
  if (role !== undefined && positive) roles.add(role);
}

function roleAtom(expr: Expr): string | undefined {
  if (expr.kind !== 'in' || !('kind' in expr.list) || expr.list.kind !== 'actor' || expr.list.name !== 'roles') return undefined;
  return expr.left.kind === 'literal' && typeof expr.left.value === 'string' ? expr.left.value : undefined;
}

function visit(expr: Expr, see: (expr: Expr) => void): void {
  see(expr);
  for (const each of operandsOf(expr)) visit(each, see);
}
