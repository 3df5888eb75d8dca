import { fieldOf } from '@objectql/metadata';
import type { Json } from '@objectql/metadata';
import { testSyntax } from './condition-test.ts';
import { expressionLimits, parseSyntax } from './parser.ts';
import type { MemberSyntax, Syntax } from './syntax.ts';
import type { CheckContext } from './typed.ts';

type Test = Readonly<Record<string, Json>>;

const actorRoles: Syntax = { kind: 'member', of: { kind: 'name', name: 'actor' }, name: 'roles' };

/** What one condition of the shorthand says, as CEL's syntax; null where it says nothing that can be read. */
export function conditionSyntax(test: Json, context: CheckContext, depth = 0): Syntax | null {
  if (depth > expressionLimits.depth) return context.report('EXPRESSION_TOO_DEEP', { most: expressionLimits.depth }, undefined);
  const keys = isTest(test) ? Object.keys(test) : [];
  const [key] = keys;
  if (!isTest(test) || key === undefined || keys.length > 1) {
    return context.report('CONDITION_SHAPE', { problem: 'A condition is exactly one key and its value' }, undefined, 'Write role: manager, or amount: < 5000; one condition for each.');
  }
  const value = test[key] ?? null;
  switch (key) {
    case 'role':
      return roleSyntax(value, context);
    case 'any':
      return joined('or', value, { context, depth });
    case 'all':
      return joined('and', value, { context, depth });
    case 'not': {
      const operand = Array.isArray(value) ? joined('and', value, { context, depth }) : conditionSyntax(value, context, depth + 1);
      return operand === null ? null : { kind: 'not', operand };
    }
    case 'when':
      return typeof value === 'string' ? parseSyntax(value) : context.report('CONDITION_SHAPE', { problem: '"when" takes an expression' }, undefined);
    case 'test':
      if (isTest(value)) return conditionSyntax(value, context, depth + 1);
      break;
    default:
      break;
  }
  return testSyntax(pathSyntax(key, context), key, value, context);
}

function isTest(value: Json): value is Test {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `manager`, a list of which one is enough, `!manager`. */
function roleSyntax(value: Json, context: CheckContext): Syntax | null {
  const roles: readonly Json[] = Array.isArray(value) ? value : [value];
  const atoms: Syntax[] = [];
  for (const role of roles) {
    const name = typeof role === 'string' ? role.replace(/^!\s*/, '').trim() : '';
    if (typeof role !== 'string' || name === '') return context.report('CONDITION_SHAPE', { problem: '"role" takes the name of a role, or a list of them' }, undefined);
    const atom: Syntax = { kind: 'relation', op: 'in', left: { kind: 'constant', type: 'text', value: name }, right: actorRoles };
    atoms.push(role.startsWith('!') ? { kind: 'not', operand: atom } : atom);
  }
  const [only] = atoms;
  if (only === undefined) return context.report('CONDITION_SHAPE', { problem: '"role" names no role' }, undefined);
  return atoms.length === 1 ? only : { kind: 'or', operands: atoms };
}

function joined(kind: 'and' | 'or', value: Json, { context, depth }: { context: CheckContext; depth: number }): Syntax | null {
  if (!Array.isArray(value) || value.length === 0) {
    return context.report('CONDITION_SHAPE', { problem: `"${kind === 'or' ? 'any' : 'all'}" takes a list of conditions` }, undefined);
  }
  const operands = value.map((each: Json) => conditionSyntax(each, context, depth + 1));
  const good = operands.filter((each) => each !== null);
  return good.length < operands.length ? null : { kind, operands: good };
}

/** `amount`, `customer.name`; also `record.amount` and `actor.kind` where the object has no field of that name. */
function pathSyntax(path: string, { env }: CheckContext): MemberSyntax {
  const [first = '', ...rest] = path.split('.');
  const isRoot = (first === 'record' || first === 'actor') && rest.length > 0 && (env.object === undefined || fieldOf(env.object, first) === undefined);
  const [name = '', ...more] = isRoot ? rest : [first, ...rest];
  const member: MemberSyntax = { kind: 'member', of: { kind: 'name', name: isRoot ? first : 'record' }, name };
  return more.reduce<MemberSyntax>((of, each) => ({ kind: 'member', of, name: each }), member);
}
