import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalChange } from '../journal-entry.ts';
import { Ledger, add, attempt, insert, remove, update } from './ledger.contract.ts';
import { account, deal } from './ledger-objects.contract.ts';
import type { CreateSite } from './store-site.contract.ts';

function told({ op, object, record, before, after }: JournalChange): unknown[] {
  return [op, object, record, before && (JSON.parse(before) as unknown), after && (JSON.parse(after) as unknown)];
}

/** What the store remembers: the journal, a record's history, the access stream. */
export function testLogs(name: string, createSite: CreateSite): void {
  const log = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  log('the journal tells whole rows that came or went, and of others only what differs', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', total: '1.00' }));
    const created = await ledger.row(account, 'a');
    await ledger.store.commit(attempt([update(account, 'a', { name: 'Bond', code: null })], { by: 'bob' }));
    await ledger.write(add(account, 'a', { total: '2.50' }));
    const last = await ledger.row(account, 'a');
    await ledger.write(remove(account, 'a', 2));
    const entries = await ledger.store.journal(0, 10);
    assert.deepEqual(entries.map(({ changes }) => changes.map(told)), [
      [['insert', 'account', 'a', null, created]],
      [['update', 'account', 'a', { name: 'Acme', revision: 1, updatedBy: 'ann' }, { name: 'Bond', revision: 2, updatedBy: 'bob' }]],
      [['add', 'account', 'a', { total: '1.00' }, { total: '3.50' }]],
      [['delete', 'account', 'a', last, null]],
    ]);
  });

  log('several writes to one record in one unit are one change', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }), add(account, 'a', { visits: '2' }), update(account, 'a', { code: 'x' }));
    await ledger.write(update(account, 'a', { name: 'Bond' }), add(account, 'a', { visits: '1' }), update(account, 'a', { code: 'y' }));
    await ledger.write(insert(deal, 'd', { title: 'Gone' }), remove(deal, 'd'));
    const row = await ledger.row(account, 'a');
    assert.deepEqual([row?.['name'], row?.['visits'], row?.['code'], row?.['revision']], ['Bond', 3, 'y', 2]);
    const entries = await ledger.store.journal(0, 10);
    assert.deepEqual(entries.map(({ changes }) => changes.map(({ op }) => op)), [['insert'], ['update']]);
  });

  log('one entry for a unit of several records, in the order of their first writes', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }), insert(deal, 'd', { title: 'Deal', account: 'a' }), update(account, 'a', { name: 'Bond' }));
    const [entry] = await ledger.store.journal(0, 10);
    assert.deepEqual(entry?.changes.map(({ op, object }) => [op, object]), [['insert', 'account'], ['insert', 'deal']]);
  });

  log('a history is the changes of one record, oldest first, page by page', async (ledger) => {
    for (const visits of [1, 2, 3, 4]) {
      await ledger.write(visits === 1 ? insert(account, 'a', { name: 'Acme', visits }) : update(account, 'a', { visits }), insert(deal, `d${visits}`, { title: 'Deal' }));
    }
    const key = { object: 'account', id: 'a' };
    const first = await ledger.store.history(key, 0, 2);
    assert.deepEqual(first.map(({ seq, changes }) => [seq, changes.map(({ record }) => record)]), [[1, ['a']], [2, ['a']]]);
    assert.deepEqual((await ledger.store.history(key, 2, 5)).map(({ seq }) => seq), [3, 4]);
    assert.deepEqual(await ledger.store.history({ object: 'deal', id: 'a' }, 0, 5), []);
    const [whole] = await ledger.store.journal(0, 1);
    assert.deepEqual(first[0], { ...whole, changes: whole?.changes.slice(0, 1) });
  });

  log('the journal is read from any place, as many entries as asked', async (ledger) => {
    await Promise.all(Array.from({ length: 7 }, async (_, each) => ledger.store.commit(attempt([insert(account, `a${each}`, { name: 'Acme' })]))));
    assert.deepEqual((await ledger.store.journal(2, 3)).map(({ seq }) => seq), [3, 4, 5]);
    assert.deepEqual(await ledger.store.journal(7, 3), []);
  });

  log('the access stream keeps its batches in order and refuses a gap', async (ledger) => {
    for (const seq of [1, 2, 3]) await ledger.store.appendAccess({ seq, text: `["${seq}"]`, hash: `h${seq}` });
    await assert.rejects(ledger.store.appendAccess({ seq: 3, text: '[]', hash: 'again' }));
    assert.deepEqual(await ledger.store.accessLog(1, 5), [2, 3].map((seq) => ({ seq, text: `["${seq}"]`, hash: `h${seq}` })));
    assert.deepEqual((await ledger.store.accessLog(0, 2)).map(({ seq }) => seq), [1, 2]);
  });

  log('what was committed is there when the store is opened again, and its epoch is the same', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }), insert(deal, 'd', { title: 'Deal' }));
    const head = await ledger.store.head();
    await ledger.store.close();
    await ledger.reopen();
    assert.deepEqual(await ledger.store.head(), head);
    await ledger.write(insert(deal, 'e', { title: 'Next' }));
    assert.deepEqual([...(await ledger.rows(deal)).values()].map(({ number }) => number), ['D-0001', 'D-0002']);
  });
}
