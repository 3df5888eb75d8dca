import { parseExpression } from '@objectql/expression';

/** Every function that an expression may call, as the refusal of an unknown one tells them. */
export function expressionFunctions(): readonly string[] {
  const parsed = parseExpression('zzzzzzzzzzzz(1)', { objects: new Map() });
  const told = parsed.ok ? undefined : /There are (.+)\./u.exec(parsed.issues[0]?.hint ?? '')?.[1];
  if (told === undefined) throw new Error('the refusal of an unknown function does not say which there are');
  return told.split(', ');
}
