import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Command } from '../unit.ts';
import { Ledger, attempt, codeOf, deciding, insert, update } from './ledger.contract.ts';
import { account } from './ledger-objects.contract.ts';
import type { CreateSite } from './store-site.contract.ts';

const once: Command = { key: 'k1', digest: 'payload one' };

function createAcme({ dryRun = false }): Attempt {
  return attempt([insert(account, 'a', { name: 'Acme', code: 'x' })], { dryRun, reply: 1, command: once });
}

/** What becomes of a command that is given twice, and of one that is only tried. */
export function testCommands(name: string, createSite: CreateSite): void {
  const command = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  command('a retried command is answered as the first time and not decided again', async ({ store }) => {
    let decided = 0;
    const create = (): Attempt =>
      deciding(() => {
        decided += 1;
        return { writes: [insert(account, 'a', { name: 'Acme' })], checks: [] };
      }, { command: once, reply: { id: 'a' } });
    const first = await store.commit(create());
    const decidedFirst = decided;
    await store.commit(attempt([insert(account, 'b', { name: 'Other' })]));
    const again = await store.commit(create());
    assert.deepEqual(again, { accepted: true, seq: first.accepted ? first.seq : 0, changes: [], journalled: [], reply: { id: 'a' }, replayed: true });
    assert.equal(decided, decidedFirst);
  });

  command('a command key with another payload is refused, and another caller may use it', async ({ store }) => {
    await store.commit(attempt([insert(account, 'a', { name: 'Acme' })], { command: once }));
    const other = await store.commit(attempt([insert(account, 'b', { name: 'Bond' })], { command: { ...once, digest: 'payload two' } }));
    assert.equal(codeOf(other), 'COMMAND_KEY_REUSED');
    const bob = await store.commit(attempt([insert(account, 'c', { name: 'Core' })], { command: once, by: 'bob' }));
    assert.equal(bob.accepted && bob.replayed, false);
    assert.equal(codeOf(bob), 'accepted');
  });

  command('twenty tries of one command at once make one change', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }));
    const key = { object: 'account', id: 'a' };
    const visit = (): Attempt =>
      deciding((view) => ({ writes: [update(account, 'a', { visits: Number(view.get(key)?.['visits']) + 1 })], checks: [] }), { command: once, reply: 'done' });
    const outcomes = await Promise.all(Array.from({ length: 20 }, async () => ledger.store.commit(visit())));
    assert.deepEqual(outcomes.map((outcome) => outcome.accepted && outcome.replayed).filter((replayed) => !replayed).length, 1);
    assert.deepEqual(new Set(outcomes.map((outcome) => outcome.accepted && outcome.seq)).size, 1);
    assert.equal((await ledger.row(account, 'a'))?.['visits'], 1);
  });

  command('a refused command may be tried again with the same key', async ({ store }) => {
    await store.commit(attempt([insert(account, 'b', { name: 'Bond', code: 'x' })]));
    assert.equal(codeOf(await store.commit(createAcme({}))), 'VALUE_TAKEN');
    await store.commit(attempt([update(account, 'b', { code: null })]));
    const outcome = await store.commit(createAcme({}));
    assert.equal(outcome.accepted && outcome.replayed, false);
  });

  command('a dry run answers what the commit after it does, and leaves no trace', async (ledger) => {
    const dry = await ledger.store.commit(createAcme({ dryRun: true }));
    assert.equal(await ledger.row(account, 'a'), undefined);
    const real = await ledger.store.commit(createAcme({}));
    assert.deepEqual(dry.accepted && dry.changes, real.accepted && real.changes);
    assert.equal(real.accepted && real.replayed, false);
    const refused = await ledger.store.commit(attempt([insert(account, 'b', { name: 'Bond', code: 'x' })], { dryRun: true }));
    assert.equal(codeOf(refused), 'VALUE_TAKEN');
    assert.equal((await ledger.store.head()).seq, 1);
  });
}
