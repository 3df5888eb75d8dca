import { actionHandlersFacet } from '@objectos/flow';
import { definePlugin } from '@objectos/kernel';
import { defineAction, defineFlow, defineObject, f } from '@objectql/metadata';
import * as fc from 'fast-check';
import type { AppConfig } from './app-config.ts';

/** An object with everything that rules can speak of: a flow, an action, a lookup to itself, a field that few may see. */
export const thing = defineObject({
  name: 'thing',
  fields: {
    title: f.text(), amount: f.integer(), owner: f.text(), secret: f.text(), parent: f.lookup('thing'),
    status: f.select(['open', 'closed', 'done'], { required: true, default: 'open' }), grade: f.integer({ readOnly: true }),
  },
});

const stamp = defineAction({ object: 'thing', name: 'stamp', input: {}, writes: ['grade'] });
const handlers = definePlugin({ name: 'handlers', version: '1.0.0', contributes: [actionHandlersFacet.of({ action: 'thing.stamp', decide: () => ({ changes: { grade: 1 } }) })] });

export const roleNames = ['r1', 'r2', 'r3'] as const;
export const verbs = ['read', 'create', 'update', 'delete', 'close', 'reopen', 'stamp'] as const;
export const recordOperations = ['get', 'history', 'update', 'delete', 'close', 'reopen', 'stamp'] as const;

export const condition: fc.Arbitrary<string> = fc.letrec<{ tree: string; atom: string }>((tie) => ({
  atom: fc.constantFrom(
    'record.amount > 5', 'record.amount <= 5', 'record.owner == actor.id', 'record.owner != actor.id', 'record.secret == "s1"', 'record.secret != null',
    '"r1" in actor.roles', '!("r2" in actor.roles)', 'record.title == actor.region', 'record.parent.amount > 5', 'record.parent.secret == "s1"', 'record.parent == null', 'record.status == "open"',
  ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true }, tie('atom'),
    fc.tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree')).map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    tie('tree').map((operand) => `!(${operand})`),
  ),
})).tree;

const someOf = <T>(values: readonly T[], minLength = 0): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength });

const rule = fc.record({ effect: fc.constantFrom('allow', 'allow', 'allow', 'deny'), verbs: someOf([...verbs, '*'], 1), when: fc.option(condition), fields: fc.option(someOf(['title', 'amount', 'owner', 'secret', 'parent', 'status'], 1), { freq: 3 }) })
  .map(ruleOf);

interface RandomRule {
  readonly effect: string;
  readonly verbs: readonly string[];
  readonly when: string | null;
  readonly fields: readonly string[] | null;
}

/** Only reads, creates and updates speak of fields. */
function ruleOf({ effect, verbs: spoken, when, fields }: RandomRule): Record<string, unknown> {
  const limited = fields !== null && spoken.every((verb) => ['read', 'create', 'update'].includes(verb));
  return { [effect]: spoken, object: 'things', ...(when === null ? {} : { when }), ...(limited ? { fields } : {}) };
}

const guard = fc.array(fc.oneof(fc.constantFrom({ role: 'r1' }, { role: ['r2', 'r3'] }, { amount: '< 5' }, { secret: 's1' }, { owner: '$actor' }), condition.map((when) => ({ when }))), { maxLength: 3 });

/** What is random in one app. */
export const randomRules = fc.record({
  roles: fc.tuple(...roleNames.map(() => fc.array(rule, { maxLength: 4 }))),
  close: fc.array(guard, { minLength: 1, maxLength: 2 }),
  reopen: guard,
});
export type RandomRules = typeof randomRules extends fc.Arbitrary<infer T> ? T : never;

/** An app with these rules, and one role that may explain and know only part of the things. */
export function randomApp({ roles, close, reopen }: RandomRules, tenants: readonly string[]): AppConfig {
  const flow = defineFlow({
    name: 'ThingFlow', initialState: 'open',
    states: {
      open: { on: { close: close.map((conditions, index) => ({ target: index === 0 ? 'closed' : 'done', conditions })) } },
      closed: { on: { reopen: { target: 'open', conditions: reopen } } },
      done: {},
    },
  });
  const permissions = {
    ...Object.fromEntries(roleNames.map((name, index) => [name, roles[index] ?? []])),
    // He sees neither secrets nor owners, amounts only where p1 is not the owner, and nothing of what is titled "dark".
    asker: [
      'explain:permissions',
      { allow: 'read', object: 'principals', fields: ['name', 'roles'] },
      { allow: 'read', object: 'things', fields: ['title', 'amount', 'parent', 'status'], when: 'record.title != "dark"' },
      { deny: 'read', object: 'things', fields: ['amount'], when: 'record.owner == "p1"' },
    ],
  };
  const manifest = { name: 'random', version: '1.0.0', objects: [thing], flows: [flow], actions: [stamp], permissions };
  return { tenants, plugins: [{ manifest, from: import.meta.url, code: [handlers] }] };
}
