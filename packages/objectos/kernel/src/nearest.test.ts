import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNames } from './nearest.ts';

test('the nearest names come first: one edit, a swap, another case; then further ones', () => {
  assert.deepEqual(nearestNames('custmoer.list', ['contact.list', 'customer.get', 'customer.list']), ['customer.list', 'customer.get']);
  assert.deepEqual(nearestNames('ID', ['id']), ['id']);
  assert.deepEqual(nearestNames('Customer.List', ['customer.list']), ['customer.list']);
  assert.deepEqual(nearestNames('lead.lits', ['lead.list', 'lead.bits', 'lead.lift']), ['lead.list', 'lead.bits', 'lead.lift']);
});

test('what is too far off is no help, and a short name allows one edit', () => {
  assert.deepEqual(nearestNames('expense.approve', ['customer.list', '', 'x']), []);
  assert.deepEqual(nearestNames('ab', ['ac', 'cd']), ['ac']);
  assert.deepEqual(nearestNames('', ['a', 'ab']), ['a']);
});
