import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explanation } from '@objectos/policy';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { scratchFolder, startHelpDesk } from './test-app.contract.ts';

test('explain prints rules and conditions with file and line, and ends with 2 where the call would not go through', { timeout: 60_000 }, async (t) => {
  const data = scratchFolder();
  await startServer(t, [expenses, '--data', data]);
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  for (const [id, amount] of [['small', '84.50'], ['large', '8400']] as const) {
    assert.equal((await run('call', 'expense.create', '--as', 'emma', '--input', JSON.stringify({ id, title: 'Server', amount, spent_on: '2026-11-20' }))).code, 0);
  }
  const may = await run('explain', 'max', 'expense.approve', 'small');
  assert.deepEqual([may.code, may.stderr], [0, '']);
  assert.match(may.stdout, /^allowed: max may call expense\.approve on small\.\n\+ person max \(roles: employee, everyone, manager\)\n/u);
  assert.match(may.stdout, / {2}\+ read: A rule of the role manager allows it\.\n {6}read:expenses {2}examples\/expenses\/expenses-plugin\.manifest\.ts:\d+:\d+ \(permissions\.manager\[0\]\)\n/u);
  const mayNot = await run('explain', 'max', 'expense.approve', 'large');
  assert.equal(mayNot.code, 2);
  assert.match(mayNot.stdout, /examples\/expenses\/expense-approval\.flow\.yml:7:7\n/u);
  assert.match(mayNot.stdout, /amount: < 5000: false {2}\(record\.amount is "8400\.00"\)/u);
  assert.match(mayNot.stdout, /needed: submitted -> approved: it takes amount: < 5000\n$/u);
  const asJson = await run('explain', 'emma', 'expense.approve', 'small', '--json');
  const { verdict, code, needed } = JSON.parse(asJson.stdout) as Explanation;
  assert.deepEqual([asJson.code, verdict, code, needed], [2, 'denied', 'OPERATION_NOT_FOUND', ['one of the roles director, manager']]);
  assert.match((await run('explain', 'emma', 'expense.aprove')).stderr, /^EXPLAIN_OPERATION_UNKNOWN: [^]*Did you mean "expense\.approve"\?/u);
  assert.match((await run('explain', 'emma')).stderr, /^Say whose call of what/u);
  assert.match((await run('explain', 'max', 'expense.get', 'small', '--as', 'emma')).stderr, /^OPERATION_NOT_FOUND: /u, 'emma may not ask');
});

test('each asking is on record: by whom, and about whom, what and which record', async (t) => {
  const { app, host } = await startHelpDesk(t);
  await host.call('main', 'permission.explain', { principal: 'vito', operation: 'account.list' });
  await host.call('main', 'account.create', { id: 'a1', name: 'Acme' });
  await host.call('main', 'permission.explain', { principal: 'vito', operation: 'account.get', record: 'a1' });
  const log = (await host.call('main', 'audit.log', { stream: 'access' })) as { readonly entries: readonly { readonly events: readonly { readonly operation: string; readonly ids?: readonly string[]; readonly principal: string }[] }[] };
  const asked = JSON.stringify(log.entries.flatMap(({ events }) => events.filter(({ operation }) => operation === 'permission.explain')));
  for (const about of ['vito account.list', 'vito account.get a1']) assert.ok(asked.includes(about), asked);
  assert.ok(app.tenants.includes('main'));
});

test('a rule that names a field which does not exist for the asker is told without its text', async (t) => {
  const served = await startHelpDesk(t);
  const { host } = served;
  await host.call('main', 'account.create', { id: 'a1', name: 'Acme', segment: 'small' });
  const explain = async (as: 'clara' | 'vito') => (await served.ask('POST', '/api/v1/permission/explain', { as, body: { principal: 'eve', operation: 'account.get', record: 'a1' } })).json as unknown as Explanation;
  await host.ensure('main', 'principal', { id: 'eve', name: 'Eve', kind: 'person', roles: ['hunter'] });
  await host.call('main', 'principal.update', { id: 'vito', roles: ['viewer', 'adviser'] });
  await host.call('main', 'principal.update', { id: 'clara', roles: ['clerk', 'adviser'] });
  const [known, hidden] = [await explain('clara'), await explain('vito')];
  assert.deepEqual(known.reasons.map(({ rule }) => rule), ['allow: read, object: accounts, when: record.secret == null']);
  assert.deepEqual(known.reasons.map(({ condition }) => condition), [{ text: 'record.secret == null', holds: true, values: { 'record.secret': null } }]);
  assert.deepEqual([known.verdict, hidden.verdict, hidden.code], ['allowed', 'withheld', null]);
  assert.deepEqual(hidden.reasons.map(({ rule, condition }) => [rule, condition]), [[null, { text: null, holds: 'withheld' }]]);
  assert.ok(!JSON.stringify(hidden).includes('secret'), 'nor anywhere else');
});
