import { isTrue } from '@objectql/expression';
import type { Access } from '@objectql/expression';
import { writtenRule } from './explain-rules.ts';
import type { RuleQuestion } from './explain-rules.ts';
import type { HiddenField } from './explanation.ts';
import { fieldVerbs } from './rule.ts';
import { truthOf } from './trace-condition.ts';

/** The fields of the record, as far as the asker knows of them, that the access leaves out, and by what. */
export function explainHidden(question: RuleQuestion, access: Access | undefined): readonly HiddenField[] {
  const { subject: { object }, verb, evidence } = question;
  if (object === null || access === undefined || !fieldVerbs.has(verb)) return [];
  return Object.keys(object.fields).filter((name) => evidence.knowledge.exists({ name })).flatMap((name) => {
    const mask = access.fields.get(name);
    if (mask !== undefined && isTrue(mask)) return [];
    if (mask === undefined) return [{ field: name, ...reasonOf(name, question) }];
    if (evidence.row === null) return [{ field: name, because: 'It depends on the record.' }];
    const truth = truthOf(mask, evidence);
    if (truth === true) return [];
    return [{ field: name, ...(truth === 'withheld' ? { because: 'It depends on something that you may not see.' } : reasonOf(name, question)) }];
  });
}

function reasonOf(name: string, { policy, subject, verb, roles, evidence }: RuleQuestion): Omit<HiddenField, 'field'> {
  const deny = policy.rulesOn(subject, verb, roles).find((rule) => {
    if (rule.effect !== 'deny' || rule.fields?.has(name) !== true) return false;
    const { when } = policy.clause(rule, subject, roles);
    return isTrue(when) || (evidence.row !== null && ![false, 'withheld'].includes(truthOf(when, evidence) as never));
  });
  if (deny === undefined) return { because: verb === 'read' ? 'No rule lets it be read.' : `No rule lets it be given in ${verb === 'update' ? 'an' : 'a'} ${verb}.` };
  const { rule, at } = writtenRule(deny, subject, { when: policy.clause(deny, subject, roles).when, knowledge: evidence.knowledge });
  return { because: `A deny of the role ${deny.role} forbids it${rule === null ? '' : `: ${rule}`}.`, ...(at === undefined ? {} : { at }) };
}
