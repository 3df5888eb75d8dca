import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { StoreMigration } from '../engine-store.ts';
import type { Attempt } from '../unit.ts';
import { Ledger, attempt, codeOf, everything, insert, scopeOf, update } from './ledger.contract.ts';
import { account, ledgerObjects, region } from './ledger-objects.contract.ts';
import type { CreateSite } from './store-site.contract.ts';

/** The account with one field more, and an object that nobody had. */
const wider: ObjectDescriptor = { ...account, fields: { ...account.fields, nick: { type: 'text', id: 'account.nick' } } };
const visitor: ObjectDescriptor = { ...region, id: 'visitor', name: 'visitor', fields: { name: { type: 'text', id: 'visitor.name' } } };
const widerObjects: readonly ObjectDescriptor[] = [...ledgerObjects.filter(({ name }) => name !== 'account'), wider, visitor];

function migration(agree: StoreMigration['agree'] = () => Promise.resolve()): StoreMigration {
  return { objects: widerObjects, mark: { version: 'v2', schema: widerObjects }, agree };
}

/** Decided under the metadata to which the store is taken. */
function under(version: string, decided: Attempt): Attempt {
  return { ...decided, scope: { ...scopeOf(), version } };
}

/** A store takes other metadata while it is open. */
export function testLiveMigration(name: string, createSite: CreateSite): void {
  const live = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  live('other metadata: units decided before it are sent back, those decided under it are taken', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }));
    const migrating = ledger.store.migrate(migration());
    const [before, after] = await Promise.allSettled([
      ledger.store.commit(attempt([insert(account, 'old', { name: 'Old' })])),
      ledger.store.commit(under('v2', attempt([insert(wider, 'new', { name: 'New', nick: 'n' }), insert(visitor, 'v', { name: 'V' })]))),
    ]);
    await migrating;
    assert.equal(before.status === 'rejected' && (before.reason as { code: string }).code, 'METADATA_OUTDATED');
    assert.equal(after.status === 'fulfilled' && codeOf(after.value), 'accepted');
    const { rows } = await ledger.store.read(everything(wider), [], scopeOf());
    assert.deepEqual(rows.map((text) => (JSON.parse(text) as { nick: string | null }).nick), [null, 'n']);
    assert.equal(codeOf(await ledger.store.commit(under('v2', attempt([update(wider, 'a', { nick: 'A' })])))), 'accepted');
    ledger.objects = widerObjects;
  });

  live('a migration without consent leaves no trace, and another may follow', async (ledger) => {
    const refused = ledger.store.migrate(migration(() => Promise.reject(new RangeError('another store cannot'))));
    const meanwhile = ledger.store.commit(attempt([insert(account, 'a', { name: 'Acme' })]));
    await assert.rejects(refused, RangeError);
    assert.equal(codeOf(await meanwhile), 'accepted');
    await assert.rejects(ledger.store.commit(under('v2', attempt([insert(account, 'b', { name: 'Bond' })]))), { code: 'METADATA_OUTDATED' });
    await ledger.store.migrate(migration());
    assert.equal(codeOf(await ledger.store.commit(under('v2', attempt([insert(wider, 'c', { name: 'Card' })])))), 'accepted');
    ledger.objects = widerObjects;
  });

  live('while a migration waits for consent reads answer what was, and units wait', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }));
    const [ready, consent] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const migrating = ledger.store.migrate(migration(async () => {
      ready.resolve();
      await consent.promise;
    }));
    await ready.promise;
    let committed = false;
    const unit = ledger.store.commit(under('v2', attempt([insert(wider, 'b', { name: 'Bond' })]))).then(() => (committed = true));
    assert.equal((await ledger.rows(account)).size, 1);
    assert.equal(committed, false);
    consent.resolve();
    await Promise.all([migrating, unit]);
    ledger.objects = widerObjects;
  });

  live('metadata that leaves the tables as they are sends nothing back', async (ledger) => {
    const same: StoreMigration = { objects: ledgerObjects, mark: { version: 'v1b', schema: [...ledgerObjects] }, agree: () => Promise.resolve() };
    await ledger.store.migrate(same);
    assert.equal(codeOf(await ledger.store.commit(attempt([insert(account, 'a', { name: 'Acme' })]))), 'accepted');
    assert.equal(codeOf(await ledger.store.commit(under('v1b', attempt([insert(account, 'b', { name: 'Bond' })])))), 'accepted');
  });
}
