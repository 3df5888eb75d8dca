import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalChange } from '@objectql/engine';
import * as fc from 'fast-check';
import { headerText, parseHeader, payloadText } from './entry-format.ts';
import { replayJournal } from './replay-journal.ts';
import { draftOf, genesis, headOf, host, insertOf, scopeOf, sealer } from './trial.contract.ts';

test('entries are numbered from the head on, and each rests on the one before it', () => {
  const head = genesis('e1', 7);
  const first = sealer.seal(head, [draftOf('a'), draftOf('b')]);
  assert.deepEqual(first.map(({ seq }) => seq), [8, 9]);
  assert.equal(first[0]?.hash, host.sha256(head.hash + first[0]!.header + first[0]!.digest));
  const alone = sealer.seal(headOf(first), [draftOf('c')]);
  assert.equal(alone[0]?.hash, host.sha256(first[1]!.hash + alone[0]!.header + alone[0]!.digest));
});

test('equal changes have different digests, so that an erased payload cannot be guessed', () => {
  const [a, b] = sealer.seal(genesis('e1'), [draftOf('x'), draftOf('x')]);
  assert.notEqual(a?.digest, b?.digest);
});

test('a header reads back as what was said, whatever it holds', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(text, fc.array(text, { maxLength: 3 }), fc.option(text), (name, actors, onBehalfOf) => {
    const scope = { ...scopeOf(name, name), actors, onBehalfOf, requestId: name };
    assert.deepEqual(parseHeader(headerText(3, 'e1', scope)), {
      seq: 3, epoch: 'e1', tenant: 'acme', at: '2026-09-21T14:13:20.000Z', principal: name, actors, onBehalfOf, surface: 'rest', operation: name, requestId: name, version: 'v1',
    });
  }));
});

test('of one principal each call has the header of its own, whatever differs from the call before', () => {
  const same = scopeOf('deal.create');
  const others = [
    { ...same, tenant: 'beta' }, { ...same, actors: ['bot'] }, { ...same, onBehalfOf: 'bob' }, { ...same, surface: 'mcp' as const }, { ...same, operation: 'deal.update' },
    { ...same, requestId: 'r2' }, { ...same, version: 'v2' }, { ...same, time: same.time + 1 },
  ];
  for (const other of others) {
    for (const { principal, time, ...scope } of [same, other, same]) {
      assert.deepEqual(parseHeader(headerText(3, 'e1', { ...scope, time, principal })), { seq: 3, epoch: 'e1', at: new Date(time).toISOString(), principal: principal.id, ...scope });
    }
  }
  for (const epoch of ['e1', 'e2']) assert.equal(parseHeader(headerText(3, epoch, same))?.epoch, epoch);
});

test('no two lists of changes have the same payload text', () => {
  // Parts that look like the lengths, ends and absences of others.
  const parts = ['', 'a', '1:a', '3:', '-', '0:', null];
  const texts = parts.filter((part) => part !== null);
  const changes = texts.flatMap((object) => texts.flatMap((record) => parts.flatMap((before) => parts.map((after): JournalChange => ({ op: 'update', object, record, before, after })))));
  const payloads = [...changes.map((change) => payloadText([change])), ...changes.slice(0, 60).flatMap((first) => changes.map((second) => payloadText([first, second])))];
  assert.equal(new Set(payloads).size, payloads.length);
});

test('the tables follow from the journal, and not past an erased payload', () => {
  const entries = sealer.seal(genesis('e1'), [
    { scope: scopeOf('deal.create'), changes: [insertOf('a', { title: 'one', owner: 'ada' }), insertOf('b', { title: 'two' })] },
    { scope: scopeOf('deal.update'), changes: [{ op: 'update', object: 'deal', record: 'a', before: '{"title":"one"}', after: '{"title":"uno"}' }] },
    { scope: scopeOf('deal.delete'), changes: [{ op: 'delete', object: 'deal', record: 'b', before: '{"title":"two"}', after: null }] },
  ]);
  assert.deepEqual([...replayJournal(entries).get('deal') ?? []], [['a', { title: 'uno', owner: 'ada' }]]);
  assert.throws(() => replayJournal(entries.slice(1)), /where it does not exist/u);
  assert.throws(() => replayJournal([{ ...entries[0]!, salt: null }]), /erased/u);
});
