import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Work, definePlugin, metadataFacet, operationsFacet } from '@objectos/kernel';
import type { Call, Operation } from '@objectos/kernel';
import type { RowView } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { Row } from '@objectql/metadata';
import { RecordWork } from './record-work.ts';
import type { Authority, Draft, DraftWrite } from './record-work.ts';
import { startTrial } from './trial.contract.ts';

interface Given {
  readonly id: string;
}

/** Operations of another plugin, each with the decision of one test. */
function pluginOf(decisions: Readonly<Record<string, (input: Given, view: RowView) => ReturnType<RecordWork['decide']>>>, target: 'record' | 'collection' = 'collection') {
  const operations = Object.entries(decisions).map(([name, decide]): Operation<Given> => ({
    name: `deal.${name}`, title: name, description: name, effect: 'write', idempotent: false, grant: { object: 'deal', verb: 'read' }, target,
    input: { parse: (value) => ({ ok: true, value: value as Given }), jsonSchema: () => ({}) },
    output: () => ({}),
    handler: ({ input }: Call<Given>) => new RecordWork([], (view) => decide(input, view)),
  }));
  return definePlugin({ name: 'others', version: '1', contributes: [operationsFacet.of(...operations)] });
}

function draft(...writes: DraftWrite[]): Draft {
  return { writes, checks: [], answer: { value: 'done' } };
}

function update(id: string, set: Row, authority: Authority): DraftWrite {
  return { write: { op: 'update', key: { object: 'deal', id }, set }, authority };
}

const refer = (references: { references?: 'system' }) => ({ id }: Given): Draft =>
  draft(update(id, { account: 'south' }, { operation: 'deal.refer', fields: ['account'], ...references }));

/** An account, a deal that refers to it, and a change of that deal. */
const both = (amount: string) => ({ id }: Given) => draft(
  { write: { op: 'insert', key: { object: 'account', id }, row: { name: 'New', region: 'north' } }, authority: { operation: 'deal.pair', fields: ['name', 'region'] } },
  { write: { op: 'insert', key: { object: 'deal', id }, row: { title: 'x', owner: 'rita', account: id, amount } }, authority: 'caller' },
  update(id, { title: 'y' }, 'caller'),
);

const closed = { owner: 'ada', closed: true, due: '2026-01-01' } as const;

test('an operation that addresses a record does not even decide over one that its caller cannot read', async (t) => {
  const seen: string[] = [];
  const trial = await startTrial(t, { plugins: [pluginOf({ bump({ id }) {
    seen.push(id);
    return { code: 'LOCKED', category: 'locked', message: 'It is locked.' };
  } }, 'record')] });
  await trial.call('ada', 'deal.create', { id: 'hidden', title: 'h', ...closed });
  await trial.call('ada', 'deal.create', { id: 'shown', title: 's', owner: 'ada' });
  assert.equal((await trial.refusal('rita', 'deal.bump', { id: 'hidden' })).code, 'RECORD_NOT_FOUND');
  assert.equal((await trial.refusal('rita', 'deal.bump', { id: 'absent' })).code, 'RECORD_NOT_FOUND');
  assert.deepEqual(seen, []);
  assert.equal((await trial.refusal('rita', 'deal.bump', { id: 'shown' })).code, 'LOCKED');
});

test('on the caller\'s authority a write is judged by his own rights, whichever operation makes it', async (t) => {
  const trial = await startTrial(t, { plugins: [pluginOf({
    rename: ({ id }) => draft(update(id, { title: 'new' }, 'caller')),
    push: ({ id }) => draft(update(id, { stage: 'won' }, 'caller')),
    drop: ({ id }) => draft({ write: { op: 'delete', key: { object: 'deal', id } }, authority: 'caller' }),
    sum: ({ id }) => draft({ write: { op: 'add', key: { object: 'deal', id }, add: { amount: '1' } }, authority: 'caller' }),
  })] });
  await trial.call('ada', 'deal.create', { id: 'hidden', title: 'h', ...closed });
  await trial.call('ada', 'deal.create', { id: 'others', title: 'o', owner: 'ada' });
  await trial.call('rita', 'deal.create', { id: 'own', title: 'm', owner: 'rita' });
  const codes: string[] = [];
  for (const operation of ['deal.rename', 'deal.drop', 'deal.push']) {
    for (const id of ['hidden', 'others', 'own']) codes.push(await trial.call('rita', operation, { id }).then(() => 'done', (error: { code: string }) => error.code));
    if (operation === 'deal.drop') await trial.call('rita', 'deal.create', { id: 'own', title: 'm', owner: 'rita' });
  }
  assert.deepEqual(codes, ['RECORD_NOT_FOUND', 'FORBIDDEN', 'done', 'RECORD_NOT_FOUND', 'FORBIDDEN', 'done', 'RECORD_NOT_FOUND', 'FORBIDDEN', 'STATE_FIELD']);
  assert.equal((await trial.refusal('ada', 'deal.sum', { id: 'own' })).code, 'FORBIDDEN');
});

test('whatever rights a caller is given, the state of a flow is not written on his authority', async (t) => {
  const trial = await startTrial(t, { plugins: [pluginOf({ push: ({ id }) => draft(update(id, { stage: 'won' }, 'caller')) })] });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'd', owner: 'ada' });
  assert.equal((await trial.refusal('otto', 'deal.push', { id: 'd' })).code, 'STATE_FIELD');
  assert.equal((await trial.call('ada', 'deal.get', { id: 'd' }))['stage'], 'open');
});

test('on an operation\'s authority exactly its declared fields are written, without the caller\'s right to write', async (t) => {
  const authority: Authority = { operation: 'deal.win', fields: ['stage', 'approved_by'] };
  const trial = await startTrial(t, { plugins: [pluginOf({
    win: ({ id }) => draft(update(id, { stage: 'won', approved_by: 'rita' }, authority)),
    cheat: ({ id }) => draft(update(id, { stage: 'won', amount: '1.00' }, authority)),
  })] });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'd', owner: 'ada' });
  assert.equal((await trial.refusal('rita', 'deal.cheat', { id: 'd' })).category, 'internal');
  assert.equal(await trial.call('rita', 'deal.win', { id: 'd' }), 'done');
  const won = await trial.call('ada', 'deal.get', { id: 'd' });
  assert.deepEqual([won['stage'], won['approved_by'], won['updatedBy']], ['won', 'rita', 'rita']);
});

test('an operation may refer to what its caller cannot read only where it says that it chose so itself', async (t) => {
  const trial = await startTrial(t, { plugins: [pluginOf({ refer: refer({}), assign: refer({ references: 'system' }) })] });
  await trial.call('ada', 'account.create', { id: 'south', name: 'S', region: 'south' });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'd', owner: 'ada' });
  assert.equal((await trial.refusal('rita', 'deal.refer', { id: 'd' })).code, 'REFERENCE_NOT_FOUND');
  await trial.call('rita', 'deal.assign', { id: 'd' });
});

test('the writes of a unit see each other, rules judge each of them, and one refusal leaves no trace', async (t) => {
  const trial = await startTrial(t, { plugins: [pluginOf({ pair: both('3.00'), bad: both('-3.00') })] });
  const refusal = await trial.refusal('rita', 'deal.bad', { id: 'p' });
  assert.ok(refusal.details.issues?.some(({ code, path }) => code === 'RULE_VIOLATED' && path === 'amount'));
  assert.equal(await trial.entries(), 0);
  await trial.call('rita', 'deal.pair', { id: 'p' });
  const made = await trial.call('rita', 'deal.get', { id: 'p' });
  assert.deepEqual([made['title'], made['account'], made['stage'], made['closed']], ['y', 'p', 'open', false], 'defaults and the initial state are filled in');
  assert.equal(await trial.entries(), 1);
});

/** A deal and an account with one id. */
const twins = ({ id }: Given): Draft => draft(
  { write: { op: 'insert', key: { object: 'deal', id }, row: { title: 'x', owner: 'rita' } }, authority: 'caller' },
  { write: { op: 'insert', key: { object: 'account', id }, row: { name: 'New', region: 'south', owner: 'sam' } }, authority: { operation: 'deal.twins', fields: ['name', 'region', 'owner'] } },
);

test('the history of a record tells nothing of another object\'s record that has its id', async (t) => {
  const trial = await startTrial(t, { plugins: [pluginOf({ twins })] });
  await trial.call('rita', 'deal.twins', { id: 'p' });
  const { entries: [made, ...more] } = await trial.call<{ readonly entries: readonly { readonly changes: Readonly<Record<string, unknown>> }[] }>('rita', 'deal.history', { id: 'p' });
  assert.deepEqual([made?.changes['owner'], more], [{ before: null, after: 'rita' }, []]);
});

test('work that is no record work is refused', async (t) => {
  class Odd extends Work {}
  const odd: Operation = { name: 'deal.odd', title: '', description: '', effect: 'write', idempotent: false, grant: { object: 'deal', verb: 'read' }, target: 'system', input: { parse: () => ({ ok: true, value: null as never }), jsonSchema: () => ({}) }, output: () => ({}), handler: () => new Odd() };
  const trial = await startTrial(t, { plugins: [definePlugin({ name: 'odd', version: '1', contributes: [operationsFacet.of(odd)] })] });
  assert.equal((await trial.refusal('ada', 'deal.odd', {})).category, 'internal');
});

test('an unreadable rule keeps the kernel from starting', async (t) => {
  const broken = defineObject({ name: 'broken', fields: { size: f.integer() }, rules: [{ name: 'odd', holds: 'record.sise > 1', message: 'x' }, { name: 'place', holds: 'record.size > 1', message: 'x', field: 'size' }] });
  await assert.rejects(startTrial(t, { plugins: [definePlugin({ name: 'broken', version: '1', contributes: [metadataFacet.of({ kind: 'object', name: 'broken', descriptor: broken })] })] }), /rule "odd" of broken cannot be read.*sise/u);
});
