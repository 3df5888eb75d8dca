import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import { toFault } from './to-fault.ts';

test('a fault is itself', () => {
  const locked = new Fault('STATE_LOCKED', 'locked', 'Closed.');
  assert.equal(toFault(locked), locked);
});

test('an error with a code and a known category keeps both, its message and its details', () => {
  const thrown = Object.assign(new Error('There is no tenant "acme".'), { code: 'TENANT_UNKNOWN', category: 'not_found', details: { path: 'tenant' } });
  const { code, category, message, details, cause } = toFault(thrown, 'r1');
  assert.deepEqual({ code, category, message, details }, { code: 'TENANT_UNKNOWN', category: 'not_found', message: thrown.message, details: { path: 'tenant' } });
  assert.equal(cause, thrown);
});

test('the message of a foreign internal error stays in the process', () => {
  const thrown = Object.assign(new Error('no such table: salary'), { code: 'STORE_BROKEN', category: 'internal' });
  const { code, message, cause } = toFault(thrown, 'r1');
  assert.deepEqual([code, message, cause], ['STORE_BROKEN', 'Something failed on our side; request r1 finds it in the log.', thrown]);
});

test('whatever else is thrown is internal and says nothing of itself', () => {
  const coded = Object.assign(new Error('secret'), { code: 'ENOENT' });
  const miscategorised = Object.assign(new Error('secret'), { code: 'X', category: 'strange' });
  for (const thrown of [coded, miscategorised, new TypeError('secret'), 'secret', null, undefined]) {
    const { code, category, message, details, cause } = toFault(thrown);
    assert.deepEqual({ code, category, message, details }, { code: 'INTERNAL', category: 'internal', message: 'Something failed on our side.', details: {} });
    assert.equal(cause, thrown);
  }
});

test('a code is made only with what its message needs', () => {
  assert.equal(fault('PLUGIN_DUPLICATE', { plugin: 'crm' }).message, 'Two plugins are named "crm"; load one of them, or rename one.');
  // @ts-expect-error the message names a plugin
  fault('PLUGIN_DUPLICATE', {});
  // @ts-expect-error no such code
  assert.throws(() => fault('PLUGIN_DUPLICAT', { plugin: 'crm' }));
});
