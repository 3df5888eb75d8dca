import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Work, authoriserRef, committerRef, createContext, createKernel, definePlugin, operationsFacet } from '@objectos/kernel';
import type { Operation, Platform, Principal } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import type { JournalEntry, Store } from '@objectql/engine';
import { MemoryCheckpointStore, checkpointsRef } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { noInput } from './audit-input.ts';
import { systemAuditEntry } from './audit-view.ts';
import { journalPlugin } from './journal-plugin.ts';
import type { JournalVerdict } from './journal-verdict.ts';
import { draftOf, genesis, headOf, host, journalOf, sealer, storeOf } from './trial.contract.ts';

const platform: Platform = { ...host, timer: () => () => undefined, log: () => undefined };
const auditor: Principal = { id: 'ann', kind: 'person', roles: ['auditor'] };
const other: Principal = { id: 'bob', kind: 'person', roles: ['clerk'] };

/** Lets auditors do everything and others nothing. */
const auditorsOnly = definePlugin({
  name: 'auditors', version: '1', provides: { authoriser: authoriserRef },
  setup: () => ({ authoriser: { authorise: (_operation, { principal }) => (principal.roles.includes('auditor') ? { allowed: true, granted: null } : { allowed: false, reason: 'no auditor' }) } }),
});

class Writing extends Work {}

/** Commits one entry a call, and publishes it as the records plugin does. */
const writer = (entries: JournalEntry[]) => definePlugin({
  name: 'writer', version: '1', provides: { committer: committerRef },
  contributes: [operationsFacet.of({
    name: 'note.add', title: 'Add', description: 'Adds an entry.', effect: 'write', idempotent: false, grant: { object: 'audit', verb: 'read' }, target: 'collection',
    input: noInput, output: () => ({}), handler: () => new Writing(),
  } satisfies Operation)],
  setup: () => ({
    committer: {
      commit() {
        entries.push(...sealer.seal(headOf(entries), [draftOf(`w${entries.length}`)]));
        return Promise.resolve({ reply: { value: null }, published: { tenant: 'acme', seq: entries.length, changes: [] } });
      },
    },
  }),
});

/** Stands for what writes to the system store. */
const installer = definePlugin({
  name: 'installer', version: '1',
  contributes: [operationsFacet.of({
    name: 'thing.install', title: 'Install', description: 'Installs.', effect: 'write', idempotent: true, grant: { object: 'audit', verb: 'read' }, target: 'system',
    input: noInput, output: () => ({}), handler: () => Promise.resolve({ value: null }),
  } satisfies Operation)],
});

async function start(context: { after(close: () => Promise<void>): void }, entries: JournalEntry[], kept = new MemoryCheckpointStore()) {
  const live = () => ({ ...storeOf(entries, batches), head: () => Promise.resolve(headOf(entries)) }) as unknown as Store;
  const batches: Parameters<typeof storeOf>[1] = [];
  const kernel = createKernel({
    platform,
    plugins: [
      definePlugin({
        name: 'stores', version: '1', provides: { stores: storesRef, kept: checkpointsRef },
        setup: () => ({ stores: { of: () => Promise.resolve(live()), system: () => Promise.resolve(live()) }, kept }),
      }),
      auditorsOnly, journalPlugin({ checkpointEvery: 3 }), writer(entries), installer,
    ],
  });
  await kernel.start();
  context.after(() => kernel.stop());
  const call = (principal: Principal, operation: string, input: unknown = {}) =>
    kernel.call(operation, input, createContext({ tenant: 'acme', principal, actors: [], narrowing: null }, { surface: 'cli' }, platform));
  return { kernel, kept, call, batches };
}

test('the audit log is for those who may read:audit, page by page', async (t) => {
  const { call } = await start(t, journalOf(5));
  const { value } = await call(auditor, 'audit.log', { limit: 3 }) as { value: { entries: { seq: number; principal: string; changes: { after: unknown }[] }[]; next: number } };
  assert.deepEqual(value.entries.map(({ seq }) => seq), [1, 2, 3]);
  assert.deepEqual([value.entries[0]?.principal, value.entries[0]?.changes[0]?.after], ['ada', { title: 'd1' }]);
  const rest = await call(auditor, 'audit.log', { limit: 3, after: value.next }) as { value: { entries: unknown[]; next: null } };
  assert.deepEqual([rest.value.entries.length, rest.value.next], [2, null]);
  await assert.rejects(call(other, 'audit.log'), { code: 'OPERATION_NOT_FOUND' });
});

test('the newest entries of the log come in order, with nothing after them, and without those before', async (t) => {
  const { call } = await start(t, journalOf(5));
  const { value } = await call(auditor, 'audit.log', { last: 2 }) as { value: { entries: { seq: number }[]; next: null } };
  assert.deepEqual([value.entries.map(({ seq }) => seq), value.next], [[4, 5], null]);
  const more = await call(auditor, 'audit.log', { last: 9 }) as { value: { entries: unknown[] } };
  assert.equal(more.value.entries.length, 5);
  await assert.rejects(call(auditor, 'audit.log', { last: 2, after: 1 }), ({ details }: { details: { path: string } }) => details.path === 'last');
});

test('what is wrong with a question to the log is told at once', async (t) => {
  const { call } = await start(t, []);
  await assert.rejects(call(auditor, 'audit.log', { limit: 0, after: 'x', record: 'deal', stream: 'all', last: 501, first: 1 }), (error: { details: { issues: { path: string }[] } }) => {
    assert.deepEqual(error.details.issues.map(({ path }) => path), ['first', 'after', 'limit', 'last', 'record', 'stream']);
    return true;
  });
});

test('a denied call is in the access stream', async (t) => {
  const { call } = await start(t, []);
  await assert.rejects(call(other, 'audit.verify'));
  const { value } = await call(auditor, 'audit.log', { stream: 'access' }) as { value: { entries: { events: { principal: string; operation: string }[] }[] } };
  assert.deepEqual(value.entries[0]?.events.map(({ principal, operation }) => [principal, operation]), [['bob', 'audit.verify']]);
});

test('verifying a whole journal keeps a checkpoint, which finds the tail that is cut afterwards', async (t) => {
  const entries = journalOf(5);
  const { call, kept } = await start(t, entries);
  const first = await call(auditor, 'audit.verify') as { value: JournalVerdict };
  assert.deepEqual([first.value.ok, first.value.checkpoint], [true, null]);
  assert.deepEqual((await kept.list('acme')).map(({ seq }) => seq), [5]);
  entries.splice(3);
  const second = await call(auditor, 'audit.verify') as { value: JournalVerdict };
  assert.deepEqual(second.value.findings.map(({ kind, seq, last }) => [kind, seq, last]), [['cut', 4, 5]]);
  assert.equal((await kept.list('acme')).length, 1, 'a damaged journal is vouched for by nobody');
});

test('checkpoints are taken after so many entries, and of the rest when the kernel stops', async (t) => {
  const entries: JournalEntry[] = [];
  const kept: Checkpoint[] = [];
  const wait = Promise.withResolvers<void>();
  let asked = 0;
  const list = (name: string): Promise<readonly Checkpoint[]> => Promise.resolve(kept).finally(() => (asked += name === 'acme' ? 1 : 0));
  const append = (name: string, checkpoint: Checkpoint) => Promise.resolve(name === 'acme' ? void kept.push(checkpoint) : undefined).then(() => wait.resolve());
  const store = { append, list };
  const { call, kernel } = await start(t, entries, store as unknown as MemoryCheckpointStore);
  for (let index = 0; index < 4; index++) await call(auditor, 'note.add');
  await wait.promise;
  assert.ok(kept.length === 1 && kept[0]!.seq >= 3);
  await call(auditor, 'note.add');
  await kernel.stop();
  assert.equal(kept.at(-1)?.seq, 5);
  assert.equal(asked, 1, 'what grows with the journal is not read for every checkpoint');
});

test('the system store has a checkpoint after each call that may write there, and is vouched for by nobody where it is shorter than that', async (t) => {
  const entries = journalOf(4);
  const first = await start(t, entries);
  await first.call(auditor, 'thing.install');
  await first.kernel.stop();
  assert.deepEqual((await first.kept.list('_system')).map(({ seq }) => seq), [4]);
  assert.deepEqual(await first.kept.list('acme'), []);
  entries.splice(2);
  const second = await start(t, entries, first.kept);
  await second.call(auditor, 'thing.install');
  await second.kernel.stop();
  assert.equal((await first.kept.list('_system')).length, 1);
});

test('checkpoints that are of another store keep none from being kept, and the operator is told that they vouch for nothing', async (t) => {
  const log = t.mock.method(platform, 'log');
  const entries = journalOf(2);
  const kept = new MemoryCheckpointStore();
  for (const name of ['acme', '_system']) await kept.append(name, { ...headOf(journalOf(9, genesis('another'))), at: '2026-11-22T10:00:00.000Z', shared: true });
  const { call, kernel } = await start(t, entries, kept);
  for (const checkpoint of [null, 2]) {
    const { value } = await call(auditor, 'audit.verify') as { value: JournalVerdict };
    assert.deepEqual([value.ok, value.checkpoint], [true, checkpoint]);
    const told = log.mock.calls.map(({ arguments: [, message] }) => message);
    assert.deepEqual(told, ['No checkpoint vouches for what the journal of acme has held until now: what lies there is of another store.']);
  }
  await call(auditor, 'thing.install');
  await kernel.stop();
  for (const name of ['acme', '_system']) assert.deepEqual((await kept.list(name)).map(({ seq }) => seq), [9, 2]);
});

test('the journal of the system store is nobody\'s but the operator\'s', async (t) => {
  const { call } = await start(t, journalOf(2));
  for (const operation of ['audit.systemLog', 'audit.systemVerify']) await assert.rejects(call(auditor, operation), { code: 'AUDIT_OPERATOR_ONLY' });
});

test('of what changed in the system store the fields are told, never the values', () => {
  const [entry] = journalOf(1);
  const { changes, tenant } = systemAuditEntry(entry!);
  assert.deepEqual([changes, tenant], [[{ op: 'insert', object: 'deal', record: 'd1', fields: ['title'] }], 'acme']);
});

test('what waits for the access stream is written when the kernel stops', async (t) => {
  const { call, kernel, batches } = await start(t, []);
  await assert.rejects(call(other, 'audit.verify'));
  assert.equal(batches.length, 0, 'the clock of this test does not tick');
  await kernel.stop();
  assert.equal(batches.length, 1);
});
