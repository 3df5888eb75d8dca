import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRUE, compilePredicate, isTrue } from '@objectql/expression';
import type { Access } from '@objectql/expression';
import type { Row } from '@objectql/metadata';
import { compileRights, rightsOf } from './rights.ts';
import { deal, role, snapshotOf } from './sales-metadata.contract.ts';

const ada = { id: 'ada', kind: 'person', roles: ['rep'] };
const own: Row = { id: '1', title: 'A', owner: 'ada', amount: 10, note: 'n', status: 'open' };
const other: Row = { ...own, id: '2', owner: 'bob' };
const nobodys: Row = { ...own, id: '3', owner: null, amount: null };

const mine = 'record.owner == actor.id';
const administrator = role('admin', { effect: 'allow', verbs: ['*'], object: '*' });
const rep = role(
  'rep',
  { effect: 'allow', verbs: ['read'], fields: ['title', 'owner'] },
  { effect: 'allow', verbs: ['read', 'update'], when: mine },
  { effect: 'deny', verbs: ['read', 'update'], fields: ['note'], when: 'record.amount > 100' },
);

function rightsFor(...names: readonly string[]) {
  return compileRights(snapshotOf({ roles: [administrator, rep] }), names);
}

function sees(access: Access | undefined, field: string, row: Row): boolean {
  const mask = access?.fields.get(field);
  return access !== undefined && mask !== undefined && compilePredicate(access.rows)(row, ada, []) && compilePredicate(mask)(row, ada, []);
}

test('without a rule there is no access, and an unknown role name gives nothing', () => {
  const rights = rightsFor('visitor');
  assert.equal(rights.of('deal', 'read'), undefined);
  assert.equal(rights.holds('visitor'), true, 'a name is held even where no rules stand behind it');
  assert.equal(rightsFor('rep').of('customer', 'read'), undefined);
  assert.equal(rightsFor('rep').of('deal', 'delete'), undefined);
});

test('an administrator reads every field of every record, unmasked', () => {
  const access = rightsFor('admin').of('deal', 'read');
  assert.ok(access);
  assert.equal(access.rows, TRUE);
  assert.deepEqual([...access.fields.keys()].toSorted(), [...Object.keys(deal.fields), 'id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'revision'].toSorted());
  assert.ok([...access.fields.values()].every(isTrue));
});

test('`*` never speaks of the objects that the runtime keeps for itself', () => {
  assert.equal(rightsFor('admin').of('tally', 'read'), undefined);
});

test('what has no records is granted by name or by the whole right to everything, not by `read:*`', () => {
  const auditor = role('auditor', { effect: 'allow', verbs: ['read'], object: 'audit' });
  const reader = role('reader', { effect: 'allow', verbs: ['read'], object: '*' });
  const owner = role('owner', { effect: 'allow', verbs: ['*'], object: '*', when: 'record.createdBy == actor.id' });
  const barred = role('barred', { effect: 'deny', verbs: ['read'], object: '*' });
  const snapshot = snapshotOf({ roles: [administrator, auditor, reader, owner, barred] });
  const reads = (...roles: readonly string[]) => compileRights(snapshot, roles).of('audit', 'read') !== undefined;
  assert.deepEqual([reads('auditor'), reads('admin'), reads('reader'), reads('owner'), reads('admin', 'auditor', 'barred')], [true, true, false, false, false]);
  assert.equal(compileRights(snapshot, ['auditor']).of('audit', 'read')?.fields.size, 0);
});

test('nobody writes read-only fields, numbers of the store, or the state of a flow', () => {
  for (const verb of ['create', 'update']) {
    assert.deepEqual([...(rightsFor('admin').of('deal', verb)?.fields.keys() ?? [])], ['title', 'owner', 'amount', 'note', 'customer']);
  }
  assert.equal(rightsFor('admin').of('deal', 'delete')?.fields.size, 0);
});

test('a mask holds for the records of the rule that shows the field, not for those of another', () => {
  const access = rightsFor('rep').of('deal', 'read');
  assert.equal(access?.fields.get('title'), TRUE);
  assert.deepEqual([own, other, nobodys].map((row) => sees(access, 'title', row)), [true, true, true]);
  assert.deepEqual([own, other, nobodys].map((row) => sees(access, 'amount', row)), [true, false, false]);
});

test('a field that no rule shows does not exist', () => {
  const narrow = role('narrow', { effect: 'allow', verbs: ['read'], fields: ['title'] });
  const access = compileRights(snapshotOf({ roles: [narrow] }), ['narrow']).of('deal', 'read');
  assert.equal(access?.fields.has('amount'), false);
  assert.equal(access?.fields.get('id'), TRUE);
});

test('a field that is denied for every record does not exist', () => {
  const blind = role('blind', { effect: 'allow', verbs: ['*'] }, { effect: 'deny', verbs: ['read'], fields: ['note'] });
  const access = compileRights(snapshotOf({ roles: [blind] }), ['blind']).of('deal', 'read');
  assert.equal(access?.fields.has('note'), false);
  assert.equal(access?.fields.get('title'), TRUE);
});

test('a deny whose condition is unknown denies', () => {
  const access = rightsFor('rep').of('deal', 'read');
  assert.equal(sees(access, 'note', { ...own, amount: 100 }), true);
  assert.equal(sees(access, 'note', { ...own, amount: 101 }), false);
  assert.equal(sees(access, 'note', { ...own, amount: null }), false);
});

test('a rule limited to fields never grants a delete or an event', () => {
  const clerk = role('clerk', { effect: 'allow', verbs: ['*'], fields: ['title'] });
  const rights = compileRights(snapshotOf({ roles: [clerk] }), ['clerk']);
  assert.equal(rights.of('deal', 'delete'), undefined);
  assert.equal(rights.of('deal', 'approve'), undefined);
  assert.deepEqual([...(rights.of('deal', 'update')?.fields.keys() ?? [])], ['title']);
});

test('a record that every rule denies does not exist, and `denied` says so of verbs that nothing grants', () => {
  const barred = role('barred', { effect: 'allow', verbs: ['read'] }, { effect: 'deny', verbs: ['*'] });
  const rights = compileRights(snapshotOf({ roles: [barred] }), ['barred']);
  assert.equal(rights.of('deal', 'read'), undefined);
  assert.ok(isTrue(rights.denied('deal', 'approve')));
  assert.ok(!isTrue(rightsFor('rep').denied('deal', 'approve')));
});

test('equal questions get the identical object, whoever asks', () => {
  const snapshot = snapshotOf({ roles: [administrator, rep] });
  const first = compileRights(snapshot, ['rep', 'visitor']);
  assert.equal(compileRights(snapshot, ['visitor', 'rep', 'rep']), first);
  assert.equal(first.of('deal', 'read'), first.of('deal', 'read'));
  assert.equal(first.denied('deal', 'read'), first.denied('deal', 'read'));
  assert.equal(compileRights(snapshot, ['rep']).of('deal', 'read'), first.of('deal', 'read'), 'the same rules apply to both sets');
  assert.notEqual(compileRights(snapshotOf({ roles: [rep] }), ['rep']).of('deal', 'read'), first.of('deal', 'read'));
});

test('a condition that cannot be read allows nothing and denies everything', () => {
  const broken = role('broken', { effect: 'allow', verbs: ['read'], when: 'record.nosuch == 1' });
  const barring = role('barring', { effect: 'allow', verbs: ['read'] }, { effect: 'deny', verbs: ['read'], when: 'record.nosuch == 1' });
  const snapshot = snapshotOf({ roles: [broken, barring] });
  assert.equal(compileRights(snapshot, ['broken']).of('deal', 'read'), undefined);
  assert.equal(compileRights(snapshot, ['barring']).of('deal', 'read'), undefined);
});

test('rightsOf refuses what is no rights', () => {
  assert.throws(() => rightsOf(undefined), TypeError);
  assert.throws(() => rightsOf({ of: 1 }), TypeError);
  const rights = rightsFor('rep');
  assert.equal(rightsOf(rights), rights);
});
