import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explanation } from '@objectos/policy';
import { sessionSourceRef } from '@objectos/identity';
import type { SessionFound } from '@objectos/identity';
import { Fault, createContext } from '@objectos/kernel';
import type { Context } from '@objectos/kernel';
import type { JsonObject } from '@objectql/metadata';
import * as fc from 'fast-check';
import { openApp } from './compose.ts';
import type { RunningApp } from './compose.ts';
import { randomApp, randomRules, recordOperations } from './random-app.contract.ts';
import type { RandomRules } from './random-app.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

const isLong = process.env['OBJECTOS_LONG'] !== undefined;
const apps = isLong ? 60 : 6;

const people = [
  { id: 'p1', name: 'One', roles: ['r1'], attributes: { region: 'north' } },
  { id: 'p2', name: 'Two', roles: ['r1', 'r2'] },
  { id: 'p3', name: 'Three', roles: ['r2', 'r3'], attributes: { region: 'south' } },
  { id: 'ann', name: 'Ann', roles: ['asker'] },
  { id: 'bot', name: 'Bot', kind: 'agent', roles: [] },
];
const delegations = [
  { id: 'd1', principal: 'p2', agent: 'bot', operations: ['thing.get', 'thing.close', 'thing.update'] },
  { id: 'd2', principal: 'p3', agent: 'bot', operations: ['*'], roles: ['r3'] },
];
const callers = [{ principal: 'p1' }, { principal: 'p2' }, { principal: 'p3' }, { principal: 'p2', agent: 'bot' }, { principal: 'p3', agent: 'bot' }] as const;
const records = ['t1', 't2', 't3', 't4', 't5', 't6'] as const;

/** Refusals that are a matter of rights; whatever else stops a call, rights let it pass. */
const refusals = new Set(['OPERATION_NOT_FOUND', 'RECORD_NOT_FOUND', 'FORBIDDEN', 'FLOW_WRONG_STATE', 'FLOW_GUARD_FAILED']);

/** The apps of a run: the same seed gives the same ones. */
function sampled(from: number): readonly RandomRules[] {
  return fc.sample(randomRules, { numRuns: apps, seed: from });
}

async function start(rules: RandomRules, tenants: readonly string[]): Promise<RunningApp> {
  const app = await openApp(randomApp(rules, tenants), { data: scratchFolder(), synchronous: 'NORMAL' });
  app.platform.log = () => undefined;
  return app;
}

const asSystem = (app: RunningApp, tenant: string): Context => app.system.context({ tenant, onBehalfOf: null });

async function seed(app: RunningApp, tenant: string, things: readonly JsonObject[]): Promise<void> {
  const context = asSystem(app, tenant);
  for (const person of people) await app.kernel.call('principal.create', person, context);
  for (const delegation of delegations) await app.kernel.call('delegation.create', delegation, context);
  for (const thing of things) await app.kernel.call('thing.create', thing, context);
}

async function explained(app: RunningApp, input: JsonObject, context: Context): Promise<Explanation> {
  return (await app.kernel.call('permission.explain', input, context)).value as Explanation;
}

async function sessionOf(app: RunningApp, tenant: string, caller: { readonly principal: string; readonly agent?: string }): Promise<NonNullable<SessionFound['session']>> {
  const { session } = await app.kernel.service(sessionSourceRef).sessionOf({ tenant, ...caller });
  assert.ok(session !== null);
  return session;
}

/** What the call itself comes to: `null` where rights let it pass, else the code. Changes nothing. */
async function outcomeOf(app: RunningApp, operation: string, input: JsonObject, context: Context): Promise<string | null> {
  try {
    await app.kernel.call(operation, input, context);
    return null;
  } catch (error) {
    assert.ok(error instanceof Fault);
    return refusals.has(error.code) ? error.code : null;
  }
}

/** Whether the person may himself; then what is needed is of the delegation and of nothing else. */
async function blamesTheLimit(app: RunningApp, { operation, record, sides, needed }: Explanation, principal: string): Promise<boolean> {
  const own = await explained(app, { principal, operation, ...(record === null ? {} : { record }) }, asSystem(app, 'main'));
  if (own.code !== null) return false;
  const delegation = sides.find(({ side }) => side === 'delegation')?.id;
  assert.ok(needed.length > 0 && needed.every((text) => text.startsWith(`the delegation ${delegation} to `)), JSON.stringify({ operation, record, needed }));
  return true;
}

const things = [
  { id: 't1', title: 'north', amount: 3, owner: 'p1', secret: 's1' },
  { id: 't2', title: 'south', amount: 9, owner: 'p2', secret: 's2' },
  { id: 't3', title: 'dark', amount: 7, owner: 'p3', secret: 's1' },
  { id: 't4', title: 'north', amount: null, owner: null, secret: null, parent: 't2' },
  { id: 't5', title: null, amount: 6, owner: 'p3', parent: 't3' },
  { id: 't6', title: 'south', amount: 4, owner: 'p1', secret: 's1', parent: 't1' },
];

test('an explanation comes to the verdict of the call itself, for random roles, rules, guards, delegations and records', { timeout: 600_000 }, async (t) => {
  let compared = 0;
  let narrowed = 0;
  const verdicts = new Map<string, number>();
  for (const [index, rules] of sampled(20_261_122).entries()) {
    const app = await start(rules, ['main']);
    await seed(app, 'main', things);
    for (const caller of callers) {
      const context = createContext(await sessionOf(app, 'main', caller), { surface: 'rest', dryRun: true }, app.platform);
      const compare = async (operation: string, record: string | undefined): Promise<void> => {
        const told = await explained(app, { ...caller, operation, ...(record === undefined ? {} : { record }) }, asSystem(app, 'main'));
        const code = await outcomeOf(app, operation, record === undefined ? {} : { id: record }, context);
        verdicts.set(told.verdict, (verdicts.get(told.verdict) ?? 0) + 1);
        if (told.verdict === 'depends' && record === undefined) return;
        compared++;
        if ('agent' in caller && code !== null) narrowed += await blamesTheLimit(app, told, caller.principal) ? 1 : 0;
        assert.deepEqual([told.verdict === 'allowed', told.code], [code === null, code], `app ${index}: ${JSON.stringify({ caller, operation, record, told, rules })}`);
      };
      for (const operation of recordOperations) for (const record of records) await compare(`thing.${operation}`, record);
      for (const operation of ['thing.list', 'thing.create']) await compare(operation, undefined);
    }
    await app.stop();
  }
  t.diagnostic(`${compared} calls compared: ${JSON.stringify(Object.fromEntries(verdicts))}`);
  t.diagnostic(`${narrowed} refused by a delegation alone`);
  assert.ok(narrowed > compared / 50, 'a delegation alone refused often');
  assert.ok(['allowed', 'denied', 'not_found'].every((verdict) => (verdicts.get(verdict) ?? 0) > compared / 50), 'every verdict was met often');
});

/** Another world that looks the same to the asker: other secrets and owners, other amounts where he sees none, another dark thing. */
const elsewhere = [
  { id: 't1', title: 'north', amount: 90, owner: 'p1', secret: 's2' },
  { id: 't2', title: 'south', amount: 9, owner: 'p3', secret: 's1' },
  { id: 't3', title: 'dark', amount: 1, owner: 'p2', secret: null },
  { id: 't4', title: 'north', amount: null, owner: 'p2', secret: 's1', parent: 't2' },
  { id: 't5', title: null, amount: 6, owner: null, secret: 's1', parent: null },
  { id: 't6', title: 'south', amount: 1, owner: 'p1', secret: null, parent: 't1' },
];

test('no question draws out what the asker may not see: his answers are the same, byte by byte, whatever the hidden values are', { timeout: 600_000 }, async (t) => {
  let compared = 0;
  let determined = 0;
  for (const rules of sampled(7_041_776)) {
    const app = await start(rules, ['one', 'two']);
    await seed(app, 'one', things);
    await seed(app, 'two', elsewhere);
    const ann = async (tenant: string): Promise<Context> => createContext(await sessionOf(app, tenant, { principal: 'ann' }), { surface: 'rest' }, app.platform);
    const [here, there] = [await ann('one'), await ann('two')];
    for (const caller of callers) {
      for (const operation of recordOperations) {
        for (const record of records) {
          const input = { ...caller, operation: `thing.${operation}`, record };
          const [one, two] = await Promise.all([here, there].map((context) => explained(app, input, context).catch((error: unknown) => (error as Fault).code)));
          assert.equal(JSON.stringify(one), JSON.stringify(two), JSON.stringify({ input, rules }));
          compared++;
          if (typeof one === 'object' && one.verdict !== 'withheld') determined++;
        }
      }
    }
    await app.stop();
  }
  t.diagnostic(`${compared} answers compared, ${determined} of them with a verdict`);
  assert.ok(determined > compared / 20, 'not everything is withheld');
});
