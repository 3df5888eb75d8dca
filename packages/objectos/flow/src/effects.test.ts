import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '@objectos/kernel';
import { defineObject, f } from '@objectql/metadata';
import type { Row } from '@objectql/metadata';
import type { EffectCall, EffectHandler } from './effect-handler.ts';
import { textIn } from './row-text.ts';
import { seedRoles, startedWith, tenant, TestKernel, turns, updateLedger } from './test-kernel.contract.ts';
import type { TestKernelOptions } from './test-kernel.contract.ts';

/** Emma's expense, approved by Mia, with the effects run as far as they go without time passing. */
async function approved(options: TestKernelOptions = {}, comment?: string): Promise<TestKernel> {
  const site = await startedWith({ amount: '100.00' }, options);
  await site.call('mia:manager', 'expense.approve', { id: 'e1', ...(comment === undefined ? {} : { comment }) });
  await site.dispatcher.settled();
  return site;
}

async function effectOf(site: TestKernel, action: string): Promise<Row> {
  const found = (await site.all('effect')).find((effect) => effect['action'] === action);
  assert.ok(found);
  return found;
}

/** A handler that does what the test says, and keeps what it was called with. */
function handler(run: (call: EffectCall) => void | Promise<void>): EffectHandler & { readonly calls: EffectCall[] } {
  const calls: EffectCall[] = [];
  return { action: 'update_ledger', calls, run: (call) => (calls.push(call), run(call)) };
}

test('an approved expense notifies its submitter, posts to the ledger and is archived, each once', async () => {
  const site = await approved({}, 'Enjoy.');
  assert.deepEqual((await site.all('effect')).map(({ action, state, attempts }) => [action, state, attempts]), [['notify', 'done', 1], ['update_ledger', 'done', 1], ['archive', 'done', 1]]);
  assert.deepEqual((await site.all('ledger_entry')).map(({ expense, amount }) => [expense, amount]), [['e1', '100.00']]);
  assert.equal((await site.call('root:admin', 'expense.get', { id: 'e1' }))['archived'], true);
  const [notification, ...others] = await site.all('notification');
  assert.deepEqual([others.length, notification?.['recipient'], notification?.['subject']], [0, 'emma', 'Expense: approved']);
  assert.match(textIn(notification ?? {}, 'body'), /from submitted to approved\.\n\nEnjoy\./u);
});

test('people list and mark their own notifications, and nobody else\'s', async () => {
  const site = await approved();
  const [own] = await site.list('emma', 'notification');
  assert.equal((await site.call('emma', 'notification.update', { id: own?.['id'], read: true }))['read'], true);
  assert.deepEqual(await site.list('mia:manager', 'notification'), []);
  await assert.rejects(site.call('mia:manager', 'notification.update', { id: own?.['id'], read: true }), { code: 'RECORD_NOT_FOUND' });
});

test('a rejected expense notifies and leaves an audit note in the name of who caused it', async () => {
  const site = await startedWith({ amount: '9000.00' });
  await site.call('ed:escalator', 'expense.escalate', { id: 'e1' });
  await site.call('rita:rejecter', 'expense.reject', { id: 'e1' });
  await site.dispatcher.settled();
  assert.deepEqual((await site.all('audit_note')).map(({ text, author, event }) => [text, author, event]), [['reject: pending_director to rejected', 'rita', 'reject']]);
  assert.equal((await site.all('notification')).length, 1);
});

test('notify goes to the field that is named, and to nobody where it is empty', async () => {
  const object = defineObject({
    name: 'expense',
    fields: { title: f.text(), amount: f.money({ currency: 'USD' }), submitter: f.text(), archived: f.boolean(), status: f.select(['submitted', 'pending_director', 'approved', 'rejected']) },
  });
  const { expenseObject: _expense, ledgerObject } = await import('./expense-metadata.contract.ts');
  const site = await startedWith({ amount: '100.00', submitter: 'sam' }, { objects: [object, ledgerObject] });
  await site.call('emma:employee', 'expense.create', { id: 'e2', amount: '1.00' });
  for (const id of ['e1', 'e2']) await site.call('mia:manager', 'expense.approve', { id });
  await site.dispatcher.settled();
  assert.deepEqual((await site.all('notification')).map(({ recipient, record }) => [recipient, record]), [['sam', 'e1']]);
  assert.ok((await site.all('effect')).every(({ state }) => state === 'done'));
});

test('what is archived already is left alone', async () => {
  const site = await startedWith({ amount: '100.00', archived: true });
  await site.call('mia:manager', 'expense.approve', { id: 'e1' });
  await site.dispatcher.settled();
  assert.equal((await site.call('root:admin', 'expense.get', { id: 'e1' }))['revision'], 2);
});

test('an effect of a record that was deleted meanwhile is done, and tells nobody', async () => {
  const site = await startedWith({ amount: '9000.00' }, { handlers: [updateLedger], roles: { ...seedRoles, admin: { ...seedRoles['admin'], 'delete:expense': true } } });
  await site.call('ed:escalator', 'expense.escalate', { id: 'e1' });
  await site.dispatcher.stop();
  await site.call('rita:rejecter', 'expense.reject', { id: 'e1' });
  await site.call('root:admin', 'expense.delete', { id: 'e1' });
  const next = new TestKernel({ disk: site.disk, platform: site.platform });
  await next.kernel.start();
  next.dispatcher.resume(tenant);
  await next.dispatcher.settled();
  assert.deepEqual([(await next.all('effect')).map(({ state }) => state), (await next.all('notification')).length], [['done', 'done'], 0]);
});

test('the effects act as the system, on behalf of who caused them', async () => {
  const site = await approved();
  const headers = (await site.journal()).map(({ header }) => JSON.parse(header) as Readonly<Record<string, string>>).filter(({ surface }) => surface === 'flow');
  assert.deepEqual([...new Set(headers.map(({ operation = '' }) => operation))].toSorted(), ['effect.claim', 'effect.deliver', 'effect.settle', 'ledger_entry.create']);
  assert.ok(headers.every(({ principal, onBehalfOf }) => principal === 'system' && onBehalfOf === 'mia'));
});

test('a handler is told what happened, by whom and why', async () => {
  const told = handler(() => undefined);
  await approved({ handlers: [told] }, 'Enjoy.');
  const [call, ...more] = told.calls;
  assert.equal(more.length, 0);
  assert.deepEqual(
    [call?.key, call?.object, call?.record, call?.event, call?.leftState, call?.enteredState, call?.comment, call?.causedBy, call?.attempt],
    ['expense:e1:2:1', 'expense', 'e1', 'approve', 'submitted', 'approved', 'Enjoy.', 'mia', 1],
  );
});

test('what a handler writes happens once, however often it runs', async () => {
  let failures = 2;
  const flaky: EffectHandler = {
    action: 'update_ledger',
    async run(effect, services) {
      await updateLedger.run(effect, services);
      if (failures-- > 0) throw new Error('the line went dead');
    },
  };
  const site = await approved({ handlers: [flaky] });
  for (let round = 0; round < 2; round++) {
    assert.equal((await effectOf(site, 'update_ledger'))['state'], 'ready');
    site.platform.advance(1_000_000);
    await site.dispatcher.settled();
  }
  const effect = await effectOf(site, 'update_ledger');
  assert.deepEqual([effect['state'], effect['attempts']], ['done', 3]);
  assert.equal((await site.all('ledger_entry')).length, 1);
});

test('a failed effect waits with jitter below a bound that doubles, and sleeps until then without looking', async () => {
  const failing = handler(() => { throw new Error('no'); });
  const site = await approved({ handlers: [failing], flow: { retry: { attempts: 8, base: 1_000, cap: 4_000 } } });
  for (const bound of [1_000, 2_000, 4_000, 4_000]) {
    const effect = await effectOf(site, 'update_ledger');
    const wait = Date.parse(textIn(effect, 'run_at')) - site.platform.now();
    assert.ok(wait >= 0 && wait < bound, `waits ${wait}, bound ${bound}`);
    assert.equal(site.platform.nextTimer, wait);
    assert.match(textIn(effect, 'last_error'), /INTERNAL: no/u);
    const runs = failing.calls.length;
    if (wait > 0) site.platform.advance(wait - 1);
    await site.dispatcher.settled();
    assert.equal(failing.calls.length, runs);
    site.platform.advance(1);
    await site.dispatcher.settled();
    assert.equal(failing.calls.length, runs + 1);
  }
});

test('after the last run an effect is dead and stays so, until somebody with the right revives it', async () => {
  let mended = false;
  const failing = handler(() => { if (!mended) throw new Error('no'); });
  const site = await approved({ handlers: [failing], flow: { retry: { attempts: 3, base: 10, cap: 10 } } });
  for (let round = 0; round < 6; round++) {
    site.platform.advance(1_000);
    await site.dispatcher.settled();
  }
  assert.equal(failing.calls.length, 3);
  const dead = await effectOf(site, 'update_ledger');
  assert.deepEqual([dead['state'], dead['run_at'], dead['attempts'], dead['last_error']], ['dead', null, 3, 'INTERNAL: no'], 'with what the last run failed of');
  assert.equal(site.platform.nextTimer, undefined, 'nothing is waited for');

  await assert.rejects(site.call('mia:manager', 'effect.retry', { id: dead['id'] }), { code: 'OPERATION_NOT_FOUND' });
  mended = true;
  await site.call('root:admin', 'effect.retry', { id: dead['id'] });
  await site.dispatcher.settled();
  assert.equal((await effectOf(site, 'update_ledger'))['state'], 'done');
  await assert.rejects(site.call('root:admin', 'effect.retry', { id: dead['id'] }), { code: 'EFFECT_NOT_DEAD' });
});

test('the right to revive may be for some effects only', async () => {
  const retrier = { 'read:effect': true, 'retry:effect': 'record.action != "update_ledger"' } as const;
  const failing = handler(() => { throw new Fault('AMOUNT_ODD', 'invalid', 'The ledger takes even amounts.'); });
  const site = await approved({ handlers: [failing], roles: { ...seedRoles, retrier } });
  const dead = await effectOf(site, 'update_ledger');
  await assert.rejects(site.call('rex:retrier', 'effect.retry', { id: dead['id'] }), { code: 'FORBIDDEN' });
  assert.equal((await effectOf(site, 'update_ledger'))['state'], 'dead');
  const { id } = await effectOf(site, 'notify');
  await assert.rejects(site.call('rex:retrier', 'effect.retry', { id }), { code: 'EFFECT_NOT_DEAD' }, 'of others it is not denied');
});

test('a failure that no repetition can mend is not repeated', async () => {
  const failing = handler(() => { throw new Fault('AMOUNT_ODD', 'invalid', 'The ledger takes even amounts.'); });
  const site = await approved({ handlers: [failing] });
  const dead = await effectOf(site, 'update_ledger');
  assert.deepEqual([dead['state'], dead['attempts'], dead['last_error']], ['dead', 1, 'AMOUNT_ODD: The ledger takes even amounts.']);
});

test('a handler that does not come back is given up, told so, and what it calls afterwards is refused', async () => {
  let late: Promise<unknown> | undefined;
  const release = Promise.withResolvers<void>();
  const hanging = handler(async ({ call, record, attempt }) => {
    if (attempt > 1) return;
    await release.promise;
    late = call('ledger_entry.create', { expense: record, amount: '1.00' });
    await late;
  });
  const site = await startedWith({ amount: '100.00' }, { handlers: [hanging], flow: { timeout: 5_000, lease: 60_000 } });
  await site.call('mia:manager', 'expense.approve', { id: 'e1' });
  while (hanging.calls.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  site.platform.advance(5_000);
  await site.dispatcher.settled();
  assert.equal(hanging.calls[0]?.signal.aborted, true);
  assert.match(textIn(await effectOf(site, 'update_ledger'), 'last_error'), /EFFECT_TIMED_OUT/u);
  release.resolve();
  await release.promise;
  await new Promise((resolve) => void setImmediate(resolve));
  await assert.rejects(late ?? Promise.resolve(), { code: 'EFFECT_OVER' });
  site.platform.advance(10_000);
  await site.dispatcher.settled();
  assert.deepEqual([(await effectOf(site, 'update_ledger'))['state'], (await site.all('ledger_entry')).length], ['done', 0]);
});

test('no more effects run at once than the tenant may have, and the rest follow as soon as one ends', async () => {
  let running = 0;
  let most = 0;
  const slow = handler(async () => {
    most = Math.max(most, ++running);
    await turns();
    running--;
  });
  const site = await startedWith({ amount: '1.00' }, { handlers: [slow], flow: { perTenant: 2, concurrency: 3 } });
  for (let index = 2; index <= 9; index++) await site.call('emma:employee', 'expense.create', { id: `e${index}`, title: 'x', amount: '1.00' });
  await Promise.all(Array.from({ length: 9 }, (_, index) => site.call('mia:manager', 'expense.approve', { id: `e${index + 1}` })));
  await site.dispatcher.settled();
  assert.equal(slow.calls.length, 9);
  assert.equal(most, 2);
  assert.ok((await site.all('effect')).every(({ state }) => state === 'done'));
});

test('with nothing to do there is nothing to wait for', async () => {
  const site = await approved();
  assert.equal(site.platform.nextTimer, undefined);
});

test('stopping waits for what runs, claims nothing more, and gives up what takes too long', async () => {
  const release = Promise.withResolvers<void>();
  const hanging = handler(() => release.promise);
  const site = await startedWith({ amount: '100.00' }, { handlers: [hanging] });
  await site.call('mia:manager', 'expense.approve', { id: 'e1' });
  while (hanging.calls.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  const stopping = site.dispatcher.stop(1_000);
  await site.call('root:admin', 'expense.update', { id: 'e1', title: 'Late' });
  site.platform.advance(1_000);
  await stopping;
  assert.equal(hanging.calls[0]?.signal.aborted, true);
  assert.equal((await effectOf(site, 'update_ledger'))['state'], 'leased');
});

test('what runs when the dispatcher is stopped is noted as done if it ends in time', async () => {
  const release = Promise.withResolvers<void>();
  const slow = handler(() => release.promise);
  const site = await startedWith({ amount: '100.00' }, { handlers: [slow] });
  await site.call('mia:manager', 'expense.approve', { id: 'e1' });
  while (slow.calls.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  const stopping = site.dispatcher.stop(1_000);
  release.resolve();
  await stopping;
  assert.equal((await effectOf(site, 'update_ledger'))['state'], 'done');
});
