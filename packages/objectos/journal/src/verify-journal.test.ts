import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalDraft, JournalEntry } from '@objectql/engine';
import * as fc from 'fast-check';
import { digestOfPayload, hashOfEntry, headerText } from './entry-format.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Finding } from './journal-verdict.ts';
import { draftOf, genesis, headOf, host, insertOf, journalOf, scopeOf, sealer, storeOf } from './trial.contract.ts';
import { verifyJournal } from './verify-journal.ts';

async function found(entries: readonly JournalEntry[], checkpoints: readonly Checkpoint[] = []): Promise<readonly Finding[]> {
  return (await verifyJournal({ store: storeOf(entries), host, checkpoints })).findings;
}

function told(findings: readonly Finding[]): readonly (readonly [string, number])[] {
  return findings.map(({ kind, seq }) => [kind, seq] as const);
}

function at(entries: readonly JournalEntry[], seq: number, change: (entry: JournalEntry) => JournalEntry): JournalEntry[] {
  return entries.map((entry) => (entry.seq === seq ? change(entry) : entry));
}

function checkpointOf(entries: readonly JournalEntry[]): Checkpoint {
  return { ...headOf(entries), at: '2026-11-22T10:00:00.000Z' };
}

/** Rows from a place on get the numbers that follow, so that no number is missing. */
function renumbered(entries: readonly JournalEntry[]): JournalEntry[] {
  return entries.map((entry, index) => ({ ...entry, seq: index + 1 }));
}

/** Seals the entry again behind this one: what somebody does who knows the format. */
function resealed(previous: string, entry: JournalEntry): JournalEntry {
  const digest = digestOfPayload(host, entry.salt ?? '', entry.changes);
  return { ...entry, digest, hash: hashOfEntry(host, previous, entry.header, digest) };
}

test('a journal that nobody touched is whole, however long', async () => {
  for (const count of [0, 1, 2, 1203]) {
    const entries = journalOf(count);
    const verdict = await verifyJournal({ store: storeOf(entries), host, checkpoints: [checkpointOf(entries)] });
    assert.deepEqual([verdict.ok, verdict.entries, verdict.findings], [true, count, []]);
  }
});

test('a changed entry is named: payload, header, digest, salt or hash', async () => {
  const entries = journalOf(5);
  const changes: readonly ((entry: JournalEntry) => JournalEntry)[] = [
    (entry) => ({ ...entry, changes: [insertOf('d3', { title: 'other' })] }),
    (entry) => ({ ...entry, changes: [{ ...entry.changes[0]!, record: 'd9' }] }),
    (entry) => ({ ...entry, changes: [] }),
    (entry) => ({ ...entry, header: entry.header.replace('"ada"', '"eve"') }),
    (entry) => ({ ...entry, salt: '0'.repeat(32) }),
    (entry) => ({ ...entry, digest: '0'.repeat(64) }),
  ];
  for (const change of changes) assert.deepEqual(told(await found(at(entries, 3, change))), [['changed', 3]]);
  const hashes = told(await found(at(entries, 3, (entry) => ({ ...entry, hash: '0'.repeat(64) }))));
  assert.deepEqual(hashes, [['changed', 3], ['changed', 4]], 'its own hash is wrong, and the next one rests on another');
});

test('a changed entry that was sealed again is found where the chain goes on', async () => {
  const entries = journalOf(5);
  const forged = resealed(entries[1]!.hash, { ...entries[2]!, changes: [insertOf('d3', { title: 'other' })] });
  assert.deepEqual(told(await found(at(entries, 3, () => forged))), [['changed', 4]]);
});

test('a removed entry is named, also where the rest was renumbered', async () => {
  const entries = journalOf(6);
  const left = entries.filter(({ seq }) => seq !== 3);
  assert.deepEqual(told(await found(left)), [['removed', 3]]);
  assert.deepEqual(told(await found(renumbered(left))), [['removed', 3]]);
  const [range] = await found(entries.filter(({ seq }) => seq !== 3 && seq !== 4));
  assert.deepEqual([range?.kind, range?.seq, range?.last], ['removed', 3, 4]);
  assert.deepEqual(told(await found(entries.slice(1))), [['removed', 1]]);
});

test('an inserted entry is named, whether its seal is right or not', async () => {
  const entries = journalOf(6);
  const [forged] = sealer.seal({ seq: 3, epoch: 'e1', hash: entries[2]!.hash }, [draftOf('forged')]);
  for (const inserted of [forged!, { ...forged!, hash: '0'.repeat(64) }]) {
    const findings = await found(renumbered([...entries.slice(0, 3), inserted, ...entries.slice(3)]));
    assert.deepEqual(told(findings)[0], ['inserted', 4]);
  }
});

test('entries in another order are named', async () => {
  const [a, b, c, d, e] = journalOf(5) as [JournalEntry, JournalEntry, JournalEntry, JournalEntry, JournalEntry];
  for (const moved of [[a, d, c, b, e], [a, c, b, d, e], [a, b, c, e, d], [b, a, c, d, e]]) {
    const findings = await found(renumbered(moved));
    assert.deepEqual(findings.map(({ kind }) => kind), ['reordered']);
  }
});

test('a tail that was cut is found with a checkpoint, and says how much is gone', async () => {
  const entries = journalOf(9);
  for (const cut of [1, 4, 9]) {
    const left = entries.slice(0, 9 - cut);
    assert.deepEqual(await found(left), [], 'nothing in the store itself tells');
    const [finding] = await found(left, [checkpointOf(entries)]);
    assert.deepEqual([finding?.kind, finding?.seq, finding?.last], ['cut', 10 - cut, 9]);
  }
});

test('a cut tail is found without a checkpoint where the store still notes its head', async () => {
  const entries = journalOf(4);
  const { findings } = await verifyJournal({ store: storeOf(entries.slice(0, 3), [], headOf(entries)), host });
  assert.deepEqual(told(findings), [['cut', 4]]);
});

test('an empty journal whose note of its head is not the beginning of its epoch was not always empty', async () => {
  const { findings } = await verifyJournal({ store: storeOf([], [], { ...headOf([]), hash: headOf(journalOf(2)).hash }), host });
  assert.deepEqual(told(findings), [['changed', 0]]);
});

test('a chain that was rewritten whole is found with a checkpoint', async () => {
  const entries = journalOf(6);
  const kept = checkpointOf(entries);
  const rewritten = entries.slice(0, 2);
  for (const entry of entries.slice(2)) {
    const changed = entry.seq === 3 ? { ...entry, changes: [insertOf('d3', { title: 'other' })] } : entry;
    rewritten.push(resealed(rewritten.at(-1)!.hash, changed));
  }
  assert.deepEqual(await found(rewritten), []);
  assert.deepEqual(told(await found(rewritten, [kept])), [['rewritten', 6]]);
  assert.deepEqual(told(await found(rewritten, [checkpointOf(entries.slice(0, 2))])), [], 'what came before is vouched for still');
});

test('an erased payload verifies; one that was put back changed does not', async () => {
  const entries = journalOf(4);
  const erased = at(entries, 2, (entry) => ({ ...entry, salt: null, changes: entry.changes.map((change) => ({ ...change, before: null, after: null })) }));
  const verdict = await verifyJournal({ store: storeOf(erased), host, checkpoints: [checkpointOf(entries)] });
  assert.deepEqual([verdict.ok, verdict.erased], [true, 1]);
  assert.deepEqual(told(await found(at(erased, 2, (entry) => ({ ...entry, changes: [insertOf('d2', {})] })))), [['changed', 2]]);
});

test('an epoch begins a chain of its own and is told; entries that a restore replaced are a finding', async () => {
  const first = journalOf(5);
  const restored = [...first.slice(0, 3), ...journalOf(4, genesis('e2', 3))];
  const verdict = await verifyJournal({ store: storeOf(restored), host, checkpoints: [checkpointOf(first.slice(0, 3)), checkpointOf(restored)] });
  assert.deepEqual([verdict.ok, verdict.epochs], [true, [{ epoch: 'e1', from: 1 }, { epoch: 'e2', from: 4 }]]);
  const [finding] = await found(restored, [checkpointOf(first)]);
  assert.deepEqual([finding?.kind, finding?.seq, finding?.last], ['restored', 4, 5]);
});

test('a change anywhere in the access stream is found', async () => {
  const { AccessChain } = await import('./access-chain.ts');
  const batches: Parameters<typeof storeOf>[1] = [];
  const store = storeOf(journalOf(1), batches);
  const chain = new AccessChain(store, host);
  for (const text of ['{"a":1}', '{"b":2}', '{"c":3}']) await chain.append(text);
  assert.equal((await verifyJournal({ store, host })).accessBatches, 3);
  batches[1] = { ...batches[1]!, text: '{"b":3}' };
  const { findings } = await verifyJournal({ store, host });
  assert.deepEqual(findings.map(({ stream, kind, seq }) => [stream, kind, seq]), [['access', 'changed', 2]]);
  batches.splice(1, 1);
  assert.deepEqual((await verifyJournal({ store, host })).findings.map(({ stream, kind, seq }) => [stream, kind, seq]), [['access', 'removed', 2]]);
});

test('whatever one thing is done to whatever journal is found, and named for what it is', async () => {
  const tamper = fc.record({ count: fc.integer({ min: 3, max: 40 }), what: fc.constantFrom('payload', 'header', 'removed', 'closed', 'inserted', 'swapped', 'cut', 'rewritten'), a: fc.nat(), b: fc.nat() });
  await fc.assert(fc.asyncProperty(tamper, async ({ count, what, a, b }) => {
    const entries = journalOf(count);
    const { forged, expected } = tampered(entries, what, { a: (a % (count - 2)) + 2, b });
    const kinds = (await found(forged, [checkpointOf(entries)])).map(({ kind }) => kind);
    assert.ok(kinds.includes(expected as never), `${what}: ${kinds.join()}`);
  }), { numRuns: 300 });
});

function tampered(entries: readonly JournalEntry[], what: string, { a, b }: { a: number; b: number }): { forged: JournalEntry[]; expected: string } {
  const header = headerText(a, 'e1', scopeOf('deal.create', 'eve'));
  switch (what) {
    case 'payload': return { forged: at(entries, a, (entry) => ({ ...entry, changes: [insertOf('other', {})] })), expected: 'changed' };
    case 'header': return { forged: at(entries, a, (entry) => ({ ...entry, header })), expected: 'changed' };
    case 'removed': return { forged: entries.filter(({ seq }) => seq !== a), expected: 'removed' };
    case 'closed': return { forged: renumbered(entries.filter(({ seq }) => seq !== a - 1)), expected: 'removed' };
    case 'inserted': return { forged: renumbered([...entries.slice(0, a - 1), sealer.seal({ seq: a - 1, epoch: 'e1', hash: entries[a - 2]!.hash }, [draftOf('forged')])[0]!, ...entries.slice(a - 1)]), expected: 'inserted' };
    case 'swapped': {
      const other = (a - 1 + 1 + (b % (entries.length - 1))) % entries.length;
      const moved = [...entries];
      [moved[a - 1], moved[other]] = [entries[other]!, entries[a - 1]!];
      return { forged: renumbered(moved), expected: 'reordered' };
    }
    case 'cut': return { forged: entries.slice(0, a - 1), expected: 'cut' };
    default: {
      const forged = entries.slice(0, a - 1);
      for (const entry of entries.slice(a - 1)) forged.push(resealed(forged.at(-1)!.hash, entry.seq === a ? { ...entry, changes: [insertOf('other', {})] } : entry));
      return { forged, expected: 'rewritten' };
    }
  }
}

test('a history that leaves out entries of its record is found, though the chain holds', async () => {
  const entries = sealer.seal(genesis('e1'), [draftOf('a'), draftOf('b'), draftOf('a', { title: 'again' })]);
  const store = storeOf(entries);
  const hiding: typeof store = { ...store, history: async (key, after, limit) => (await store.history(key, after, limit)).filter(({ seq }) => seq !== 1) };
  assert.equal((await verifyJournal({ store, host })).ok, true);
  const { ok, findings } = await verifyJournal({ store: hiding, host });
  assert.equal(ok, false);
  assert.deepEqual(findings.map(({ seq, message }) => [seq, message]), [[1, 'The history of deal/a leaves out 1 of its 2 entries, the first of them 1: what leads to them in the store was changed.']]);
  const straying: typeof store = { ...store, history: (key, after, limit) => (key.id === 'b' ? store.journal(after, limit) : store.history(key, after, limit)) };
  assert.deepEqual((await verifyJournal({ store: straying, host })).findings.map(({ seq, message }) => [seq, message.slice(0, 36)]), [[1, 'The history of deal/b tells entry 1,']]);
});

function draftFor(object: string): JournalDraft {
  return { scope: scopeOf(`${object}.create`), changes: [{ ...insertOf('a', {}), object }] };
}

test('a record whose object was renamed has one history under both names, and another with its id has its own', async () => {
  const entries = sealer.seal(genesis('e1'), ['deal', 'bargain', 'note'].map(draftFor));
  const store = storeOf(entries);
  const foundWhere = async (histories: Readonly<Record<string, readonly number[]>>): Promise<unknown> => {
    const history: typeof store.history = (key, after, limit) => Promise.resolve(entries.filter(({ seq }) => seq > after && histories[key.object]?.includes(seq)).slice(0, limit));
    return (await verifyJournal({ store: { ...store, history }, host })).findings.map(({ seq, message }) => [seq, message.slice(0, 33)]);
  };
  assert.deepEqual(await foundWhere({ deal: [1, 2], bargain: [1, 2], note: [3] }), []);
  assert.deepEqual(await foundWhere({ deal: [1, 2], bargain: [1, 2], note: [1, 3] }), [[1, 'The history of note/a tells entry']]);
  assert.deepEqual(await foundWhere({ deal: [1], bargain: [1, 2], note: [3] }), [[1, 'The history of bargain/a tells en']]);
  assert.deepEqual(await foundWhere({ deal: [2], bargain: [2], note: [3] }), [[1, 'The history of deal/a leaves out ']]);
});

test('checkpoints that lie where another store kept its own speak of a journal that has their epoch, and of no other', async () => {
  const entries = journalOf(5);
  const foreign = journalOf(9, genesis('e2'));
  const shared = (of: readonly JournalEntry[]): Checkpoint => ({ ...checkpointOf(of), shared: true });
  const others = [shared(foreign.slice(0, 3)), shared(foreign)];
  const verdict = await verifyJournal({ store: storeOf(entries), host, checkpoints: [...others, shared(entries.slice(0, 4))] });
  assert.deepEqual([verdict.findings, verdict.checkpoint], [[], 4]);
  assert.equal((await verifyJournal({ store: storeOf(entries), host, checkpoints: others })).checkpoint, null);
  assert.deepEqual(told(await found(entries.slice(0, 3), [...others, shared(entries)])), [['cut', 4]]);
  assert.deepEqual(told(await found([], [...others, shared(entries)])), [['cut', 1]], 'also where no entry is left to say the epoch');
  assert.deepEqual(told(await found(journalOf(6), [...others, shared(entries)])), [['rewritten', 5]]);
  assert.deepEqual(told(await found(foreign, [checkpointOf(entries)])), [['rewritten', 5]], 'what is a store\'s own speaks of it, whatever it says');
});
