import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNames } from './nearest.ts';

test('the nearest names come first: one edit, a swap, another case; then further ones', () => {
  assert.deepEqual(nearestNames('custmoer.list', ['contact.list', 'customer.get', 'customer.list']), ['customer.list']);
  assert.deepEqual(nearestNames('ID', ['id']), ['id']);
  assert.deepEqual(nearestNames('Customer.List', ['customer.list']), ['customer.list']);
  assert.deepEqual(nearestNames('lead.lits', ['lead.list', 'lead.bits', 'lead.lift']), ['lead.list', 'lead.bits']);
});

test('what is too far off is no help, and a short name allows one edit', () => {
  assert.deepEqual(nearestNames('expense.approve', ['customer.list', '', 'x']), []);
  assert.deepEqual(nearestNames('ab', ['ac', 'cd']), ['ac']);
  assert.deepEqual(nearestNames('', ['a', 'ab']), ['a']);
});

test('a name of the same subject or verb is near where its other half is misspelt, and where both differ none is', () => {
  assert.deepEqual(nearestNames('expense.delete', ['expense.create', 'expense.update', 'expenses.delete']), ['expenses.delete']);
  assert.deepEqual(nearestNames('expense.aprove', ['expense.approve']), ['expense.approve']);
  assert.deepEqual(nearestNames('contract.list', ['account.list']), []);
  assert.deepEqual(nearestNames('custmer.lst', ['customer.list']), []);
});
