import { styleText } from 'node:util';
import type { ExplainedCondition, Explanation, Reason } from '@objectos/policy';

const verdictColours = { allowed: 'green', denied: 'red', not_found: 'red', depends: 'yellow', withheld: 'yellow' } as const;
const marks: Readonly<Record<Reason['outcome'], string>> = { 'grants': '+', 'refuses': '-', 'does not apply': ' ', 'depends': '?', 'taken away': '-', 'withheld': '?' };

/** An explanation as a tree for people. `placeOf` turns a place into one that can be opened, where it can. */
export function explanationText(explanation: Explanation, placeOf: (at: string) => string): string {
  const { verdict, summary, sides, reasons, hidden, needed } = explanation;
  const lines = [`${styleText(verdictColours[verdict], verdict.replace('_', ' '))}: ${summary}`];
  for (const { side, id, allows, roles, operations } of sides) {
    const limits = [...listed('roles', roles), ...listed('operations', operations)].join('; ');
    lines.push(`${allows ? '+' : '-'} ${side} ${id}${limits === '' ? '' : ` (${limits})`}`);
  }
  for (const reason of reasons) lines.push(...reasonLines(reason, placeOf));
  for (const { field, because, at } of hidden) lines.push(`  hidden ${field}: ${because}${at === undefined ? '' : ` ${styleText('dim', placeOf(at))}`}`);
  for (const need of needed) lines.push(`  needed: ${need}`);
  return lines.join('\n');
}

function listed(what: string, names: readonly string[] | null | undefined): readonly string[] {
  return names === null || names === undefined ? [] : [`${what}: ${names.join(', ') || 'none'}`];
}

function reasonLines({ asks, outcome, message, rule, at, condition }: Reason, placeOf: (at: string) => string): readonly string[] {
  const written = rule === undefined || rule === null ? '' : `  ${rule}`;
  return [
    `  ${marks[outcome]} ${asks}: ${message}`,
    ...(written === '' && at === undefined ? [] : [`    ${written}${at === undefined ? '' : `  ${styleText('dim', placeOf(at))}`}`]),
    ...conditionLines(condition, '      '),
  ];
}

function conditionLines(condition: ExplainedCondition | undefined, indent: string): readonly string[] {
  if (condition === undefined) return [];
  const { text, holds, values = {}, parts = [] } = condition;
  const read = Object.entries(values).map(([name, value]) => `${name} is ${JSON.stringify(value)}`).join(', ');
  const truth = holds === undefined ? 'not asked' : holds === null ? 'unknown' : String(holds);
  const own = text === null && parts.length > 0 ? [] : [`${indent}${text ?? 'a condition that you may not see'}: ${truth}${read === '' ? '' : `  (${read})`}`];
  return [...own, ...parts.flatMap((part) => conditionLines(part, own.length === 0 ? indent : `${indent}  `))];
}
