import { actorValue } from './actor-value.ts';
import type { ActorExpr, ChooseExpr, Expr, FieldExpr } from './expr.ts';
import { compileCompare } from './compile-compare.ts';
import { compileIn } from './compile-in.ts';
import type { Evaluator, Predicate, Truth } from './evaluator.ts';

/**
 * The condition as a function: true only where it is true, false where it is false or unknown. A tree of closures made
 * once; nothing is parsed or allocated per call beyond decimals of more than 15 digits.
 */
export function compilePredicate(expr: Expr): Predicate {
  if (expr.kind === 'literal') return expr.value === true ? () => true : () => false;
  const truth = compileTruth(expr);
  return (row, actor, args, related) => truth(row, actor, args, related) === true;
}

/** The value that an expression yields, null where it is unknown. */
export function compileValue(expr: Expr): Evaluator {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'param': {
      const { index } = expr;
      return (_row, _actor, args) => args[index] ?? null;
    }
    case 'field':
      return compileField(expr);
    case 'actor':
      return compileActor(expr);
    case 'choose':
      return compileChoose(expr);
    case 'not':
    case 'and':
    case 'or':
    case 'compare':
    case 'in':
    case 'text':
      break;
  }
  return compileTruth(expr);
}

function compileTruth(expr: Expr): Truth {
  switch (expr.kind) {
    case 'not': {
      const operand = compileTruth(expr.operand);
      return (row, actor, args, related) => {
        const truth = operand(row, actor, args, related);
        return truth === null ? null : !truth;
      };
    }
    case 'and':
    case 'or':
      return compileLogic(expr.operands.map(compileTruth), expr.kind === 'or');
    case 'compare':
      return compileCompare(expr, compileValue);
    case 'in':
      return compileIn(expr, compileValue);
    case 'text':
      return compileTextTest(expr.op, compileValue(expr.left), compileValue(expr.right));
    case 'literal':
    case 'param':
    case 'field':
    case 'actor':
    case 'choose':
      break;
  }
  return asTruth(compileValue(expr));
}

function asTruth(value: Evaluator): Truth {
  return (row, actor, args, related) => {
    const truth = value(row, actor, args, related);
    return typeof truth === 'boolean' ? truth : null;
  };
}

/** Kleene's `and` (decided by the first false) and `or` (decided by the first true). */
function compileLogic(operands: readonly Truth[], decisive: boolean): Truth {
  const [first, second] = operands;
  if (first !== undefined && second !== undefined && operands.length === 2) {
    return (row, actor, args, related) => {
      const left = first(row, actor, args, related);
      if (left === decisive) return decisive;
      const right = second(row, actor, args, related);
      if (right === decisive) return decisive;
      return left === null || right === null ? null : !decisive;
    };
  }
  return (row, actor, args, related) => {
    let result: boolean | null = !decisive;
    for (const operand of operands) {
      const truth = operand(row, actor, args, related);
      if (truth === decisive) return decisive;
      if (truth === null) result = null;
    }
    return result;
  };
}

function compileField({ name, via }: FieldExpr): Evaluator {
  if (via === undefined) return (row) => row[name] ?? null;
  const { field, object } = via;
  return (row, _actor, _args, related) => {
    const id = row[field];
    if (typeof id !== 'string' || related === undefined) return null;
    return related(object, id)?.[name] ?? null;
  };
}

function compileActor({ name, type }: ActorExpr): Evaluator {
  if (name === 'id') return (_row, actor) => actor.id;
  if (name === 'roles') return (_row, actor) => actor.roles;
  return (_row, actor) => actorValue(actor, name, type);
}

function compileChoose(expr: ChooseExpr): Evaluator {
  const when = compilePredicate(expr.when);
  const value = compileValue(expr.then);
  return (row, actor, args, related) => (when(row, actor, args, related) ? value(row, actor, args, related) : null);
}

const textTests = {
  startsWith: (text: string, part: string) => text.startsWith(part),
  endsWith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
} as const;

function compileTextTest(op: keyof typeof textTests, left: Evaluator, right: Evaluator): Truth {
  const test = textTests[op];
  return (row, actor, args, related) => {
    const text = left(row, actor, args, related);
    const part = right(row, actor, args, related);
    return typeof text === 'string' && typeof part === 'string' ? test(text, part) : null;
  };
}
