import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionHandlersFacet } from '@objectos/flow';
import { definePlugin } from '@objectos/kernel';
import type { Explanation } from '@objectos/policy';
import { defineAction, defineFlow, defineObject, f } from '@objectql/metadata';
import type { JsonObject } from '@objectql/metadata';
import { openApp } from './compose.ts';
import type { RunningApp } from './compose.ts';
import { scratchFolder } from './test-app.contract.ts';

const bill = defineObject({ name: 'bill', fields: { title: f.text(), owner: f.text(), status: f.select(['open', 'paid'], { required: true, default: 'open' }) } });
const flow = defineFlow({ name: 'BillFlow', initialState: 'open', states: { open: { on: { pay: [{ target: 'paid', conditions: [{ role: 'payer' }] }] } }, paid: {} } });
const stamp = defineAction({ object: 'bill', name: 'stamp', input: {}, writes: ['title'] });
const stamps = definePlugin({ name: 'stamps', version: '1.0.0', contributes: [actionHandlersFacet.of({ action: 'bill.stamp', decide: () => ({ changes: { title: 'stamped' } }) })] });
const permissions = {
  reader: ['read:bills'],
  clerk: ['read:bills', { allow: 'update', object: 'bills', when: 'record.owner == actor.id' }],
  editor: ['read:bills', 'update:bills', 'stamp:bills'],
  payer: [{ allow: 'read', object: 'bills' }, { allow: 'pay', object: 'bills' }],
  chief: ['update:bills', 'stamp:bills', 'pay:bills', 'delete:bills'],
};
const agents = ['named', 'readers', 'clerks', 'pair', 'unnamed'] as const;

async function start(): Promise<{ readonly app: RunningApp; readonly token: string; readonly paired: string; readonly explain: (input: JsonObject) => Promise<Explanation> }> {
  const manifest = { name: 'bills', version: '1.0.0', objects: [bill], flows: [flow], actions: [stamp], permissions };
  const app = await openApp({ tenants: ['main'], plugins: [{ manifest, from: import.meta.url, code: [stamps] }] }, { data: scratchFolder(), synchronous: 'NORMAL' });
  app.platform.log = () => undefined;
  const call = async (operation: string, input: object): Promise<unknown> => (await app.kernel.call(operation, input, app.system.context({ tenant: 'main', onBehalfOf: null }))).value;
  await call('principal.create', { id: 'eve', name: 'Eve', roles: ['reader', 'clerk', 'editor', 'payer'] });
  await call('principal.create', { id: 'rob', name: 'Rob', roles: ['reader'] });
  await call('principal.create', { id: 'kim', name: 'Kim', roles: ['reader', 'chief', 'payer', 'editor'] });
  for (const id of agents) await call('principal.create', { id, name: id, kind: 'agent', roles: [] });
  const delegate = (agent: string, limits: object, principal = 'eve'): Promise<unknown> => call('delegation.create', { id: `${agent}-for-${principal}`, principal, agent, operations: ['*'], ...limits });
  await delegate('named', { operations: ['bill.get', 'bill.list'] });
  await delegate('named', { operations: ['bill.get', 'bill.list'] }, 'rob');
  await delegate('readers', { roles: ['reader'] });
  await delegate('readers', { roles: ['reader'] }, 'rob');
  await delegate('clerks', { roles: ['clerk'] });
  await delegate('pair', { roles: ['reader', 'editor'] });
  await delegate('readers', { roles: ['reader', 'chief'] }, 'kim');
  await delegate('unnamed', { operations: ['bill.update'], roles: ['reader'] });
  await call('bill.create', { id: 'b1', title: 'One', owner: 'max' });
  const { id: token } = (await call('token.create', { principal: 'eve', operations: ['bill.get'], label: 'narrow' })) as { readonly id: string };
  const { id: paired } = (await call('token.create', { principal: 'eve', agent: 'pair', roles: ['clerk', 'payer'], label: 'paired' })) as { readonly id: string };
  return { app, token, paired, explain: async (input) => (await call('permission.explain', { principal: 'eve', ...input })) as Explanation };
}

const onlyReads = 'it names only bill.get, bill.list, so change it or make another';

test('where a limit alone refuses, what is needed is of the limit, with what it lists, and not of the roles', async () => {
  const { app, token, paired, explain } = await start();
  const cases: readonly (readonly [JsonObject, string | null, readonly string[]])[] = [
    [{ operation: 'bill.update', record: 'b1' }, null, []],
    [{ operation: 'bill.update', record: 'b1', agent: 'named' }, 'OPERATION_NOT_FOUND', [`the delegation named-for-eve to name bill.update: ${onlyReads}`]],
    [{ operation: 'bill.update', agent: 'named' }, 'OPERATION_NOT_FOUND', [`the delegation named-for-eve to name bill.update: ${onlyReads}`]],
    [{ operation: 'bill.update', record: 'b1', agent: 'readers' }, 'OPERATION_NOT_FOUND', ['the delegation readers-for-eve to leave the role editor: it leaves only reader, so change it or make another']],
    [{ operation: 'bill.update', record: 'b1', agent: 'clerks' }, 'FORBIDDEN', ['the delegation clerks-for-eve to leave the role editor: it leaves only clerk, so change it or make another']],
    [{ operation: 'bill.pay', record: 'b1', agent: 'clerks' }, 'OPERATION_NOT_FOUND', ['the delegation clerks-for-eve to leave the role payer: it leaves only clerk, so change it or make another']],
    [{ operation: 'bill.stamp', record: 'b1', agent: 'unnamed' }, 'OPERATION_NOT_FOUND', [
      'the delegation unnamed-for-eve to name bill.stamp: it names only bill.update, so change it or make another',
      'the delegation unnamed-for-eve to leave the role editor: it leaves only reader, so change it or make another',
    ]],
    [{ operation: 'bill.delete', record: 'b1', principal: 'kim', agent: 'readers' }, null, []],
    [{ operation: 'bill.pay', record: 'b1', principal: 'kim' }, null, []],
    [{ operation: 'bill.pay', record: 'b1', principal: 'kim', agent: 'readers' }, 'FLOW_GUARD_FAILED', ['the delegation readers-for-kim to leave the role payer: it leaves only reader, chief, so change it or make another']],
    [{ operation: 'bill.update', record: 'b1', token }, 'OPERATION_NOT_FOUND', [`another token that names bill.update: the token ${token} names only bill.get, and a token cannot be changed`]],
    [{ operation: 'bill.get', record: 'b1', token: paired }, 'OPERATION_NOT_FOUND', [`a role that allows it to be left by every limit: the delegation pair-for-eve leaves reader, editor, the token ${paired} leaves clerk, payer`]],
    [{ operation: 'bill.update', record: 'b1', principal: 'rob', agent: 'named' }, 'OPERATION_NOT_FOUND', [
      `the delegation named-for-rob to name bill.update: ${onlyReads}`, 'one of the roles chief, clerk, editor',
    ]],
    [{ operation: 'bill.update', record: 'b1', principal: 'rob', agent: 'readers' }, 'OPERATION_NOT_FOUND', ['one of the roles chief, clerk, editor, and the delegation readers-for-rob to leave it']],
  ];
  for (const [input, code, needed] of cases) {
    const told = await explain(input);
    assert.deepEqual([told.code, told.needed], [code, needed], JSON.stringify(input));
  }
  await app.stop();
});
