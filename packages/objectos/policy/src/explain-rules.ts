import { fieldsOf, isTrue } from '@objectql/expression';
import { formatSource } from '@objectql/metadata';
import type { ExplainedCondition, Reason } from './explanation.ts';
import type { Knowledge } from './knowledge.ts';
import type { Policy } from './policy.ts';
import type { RoleSet } from './role-set.ts';
import type { Rule } from './rule.ts';
import type { Subject } from './subject.ts';
import { traceCondition } from './trace-condition.ts';
import type { Evidence } from './trace-condition.ts';

/** Whose rules are told, of what, over which record. */
export interface RuleQuestion {
  readonly policy: Policy;
  readonly subject: Subject;
  readonly verb: string;
  readonly roles: RoleSet;
  /** Which limit takes a role away. */
  readonly takenBy: (role: string) => 'delegation' | 'token';
  readonly evidence: Evidence;
}

/** Every rule of the principal's roles that speaks of the verb, and how it comes out: denies first, for they win. */
export function explainRules(question: RuleQuestion): readonly Reason[] {
  const { policy, subject, verb, roles } = question;
  const rules = policy.rulesOn(subject, verb, roles).toSorted((a, b) => Number(a.effect === 'allow') - Number(b.effect === 'allow'));
  const told = rules.map((rule) => explainRule(rule, question));
  return rules.some(({ effect }) => effect === 'allow') ? told : [...told, withoutRule(question)];
}

function withoutRule({ subject, verb, roles }: RuleQuestion): Reason {
  return { side: 'person', asks: verb, outcome: 'refuses', message: `No rule of the roles ${roles.active.join(', ')} allows ${verb} on ${subject.name}.` };
}

function explainRule(rule: Rule, { policy, subject, verb, roles, takenBy, evidence }: RuleQuestion): Reason {
  const { when } = policy.clause(rule, subject, roles);
  const condition = isTrue(when) ? undefined : traceCondition(when, evidence);
  const written = writtenRule(rule, subject, { when, knowledge: evidence.knowledge });
  const told = { asks: verb, role: rule.role, ...written, ...(condition === undefined ? {} : { condition }) };
  if (rule.effect === 'allow' && !roles.active.includes(rule.role)) {
    return { ...told, side: takenBy(rule.role), outcome: 'taken away', message: `The role ${rule.role} would count, but it is not left.` };
  }
  const outcome = outcomeOf(rule, condition);
  return { ...told, side: 'person', outcome, message: messageOf(rule, outcome) };
}

/** A deny whose condition is unknown denies; an allow whose condition is unknown allows nothing. */
function outcomeOf({ effect }: Rule, condition: ExplainedCondition | undefined): Reason['outcome'] {
  if (condition !== undefined && condition.holds === undefined) return 'depends';
  const holds = condition === undefined ? true : condition.holds;
  if (holds === 'withheld') return 'withheld';
  if (effect === 'allow') return holds === true ? 'grants' : 'does not apply';
  return holds === false ? 'does not apply' : 'refuses';
}

function messageOf({ role, effect, fields }: Rule, outcome: Reason['outcome']): string {
  const what = `${effect === 'allow' ? 'A rule' : 'A deny'} of the role ${role}`;
  const limit = fields === null ? '' : ', for some fields';
  if (outcome === 'withheld') return `${what} depends on something that you may not see.`;
  if (outcome === 'depends') return `${what} ${effect === 'allow' ? 'allows' : 'forbids'} it for some records.`;
  if (outcome === 'does not apply') return `${what} does not speak of this record.`;
  return `${what} ${outcome === 'grants' ? 'allows' : 'forbids'} it${limit}.`;
}

/** The rule's text and place; no text where it names a field that does not exist for the asker. */
export function writtenRule(rule: Rule, subject: Subject, { when, knowledge }: { when: Parameters<typeof fieldsOf>[0]; knowledge: Knowledge }): Pick<Reason, 'rule' | 'at'> {
  const own = [...(rule.fields ?? [])].filter((name) => subject.object !== null && Object.hasOwn(subject.object.fields, name));
  const shown = own.every((name) => knowledge.exists({ name })) && fieldsOf(when).every((field) => knowledge.exists(field));
  const { source } = rule;
  return { rule: shown ? textOf(rule) : null, ...(source === undefined ? {} : { at: formatSource(source) }) };
}

/** As its author wrote it, where that is known: rules in code may come without. */
function textOf({ source, effect, verbs, object, fields, when }: Rule): string {
  if (source?.text !== undefined) return source.text;
  const parts = [`${effect}: ${[...verbs].join(', ')}`, `object: ${object}`];
  if (fields !== null) parts.push(`fields: ${[...fields].join(', ')}`);
  if (when !== null) parts.push(`when: ${when}`);
  return parts.join(', ');
}
