import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineFlow } from '@objectql/metadata';
import type { Row } from '@objectql/metadata';
import type { Actor } from '@objectql/expression';
import * as fc from 'fast-check';
import { compiled, expense, seedFlow } from './expense-metadata.contract.ts';
import { textIn } from './row-text.ts';
import { eventsOf, step } from './step.ts';
import type { Step } from './step.ts';

const person = (...roles: string[]): Actor => ({ id: 'someone', kind: 'person', roles });
const noOthers = (): null => null;

const seed = compiled(seedFlow());

function take(event: string, row: Row, actor: Actor): Step {
  return step(seed, textIn(row, 'status'), event, { row, actor, related: noOthers });
}

function targetOf(taken: Step): string {
  return 'refused' in taken ? taken.refused : taken.target;
}

test('a manager approves an expense below 5,000, and its effects come in the order of the file', () => {
  const taken = take('approve', expense({ amount: '4999.99' }), person('manager'));
  assert.ok('taken' in taken);
  assert.equal(taken.target, 'approved');
  assert.deepEqual(taken.effects.map(({ action, args }) => [action, args]), [['notify', 'submitter'], ['update_ledger', null], ['archive', null]]);
});

test('a manager does not approve 5,000 or more, and the trace names the condition that failed', () => {
  const refused = take('approve', expense({ amount: '5000.00' }), person('manager'));
  assert.ok('refused' in refused);
  assert.equal(refused.refused, 'FLOW_GUARD_FAILED');
  const [candidate] = refused.trace;
  assert.deepEqual(candidate?.atoms.map(({ atom, holds }) => [atom.text, holds]), [['"manager" in actor.roles', true], ['record.amount < 5000', false]]);
  assert.equal(candidate?.atoms[1]?.atom.source?.file, 'expense-approval.flow.yml');
  assert.ok((candidate?.atoms[1]?.atom.source?.line ?? 0) > 0);
});

test('an expense without an amount is neither approved nor escalated: unknown is not true', () => {
  assert.equal(targetOf(take('approve', expense({ amount: null }), person('manager'))), 'FLOW_GUARD_FAILED');
  assert.equal(targetOf(take('escalate', expense({ amount: null }), person('manager'))), 'FLOW_GUARD_FAILED');
});

test('who is no manager does not pass the guard of approve', () => {
  assert.equal(targetOf(take('approve', expense(), person('employee'))), 'FLOW_GUARD_FAILED');
});

test('an escalated expense is approved by a director and by no manager', () => {
  const pending = expense({ status: 'pending_director', amount: '9000.00' });
  assert.equal(targetOf(take('escalate', expense({ amount: '9000.00' }), person())), 'pending_director');
  assert.equal(targetOf(take('approve', pending, person('manager'))), 'FLOW_GUARD_FAILED');
  assert.equal(targetOf(take('approve', pending, person('director'))), 'approved');
});

test('an event that the state does not know is refused, whoever asks', () => {
  assert.equal(targetOf(take('reject', expense(), person('manager', 'director'))), 'FLOW_WRONG_STATE');
  assert.equal(targetOf(take('approve', expense({ status: 'approved' }), person('manager', 'director'))), 'FLOW_WRONG_STATE');
  assert.equal(targetOf(take('toString', expense(), person())), 'FLOW_WRONG_STATE');
  assert.deepEqual(eventsOf(seed, 'submitted'), ['approve', 'escalate']);
  assert.deepEqual(eventsOf(seed, 'approved'), []);
});

test('the roles of an event are those that its guards name positively', () => {
  assert.deepEqual([...seed.events.values()].map(({ name, roles }) => [name, roles]), [
    ['approve', ['director', 'manager']], ['escalate', []], ['reject', []],
  ]);
});

test('candidates are tried in order, and the first whose guard holds is taken', () => {
  const flow = compiled(defineFlow({
    name: 'Triage', object: 'expense', initialState: 'submitted',
    states: {
      submitted: { on: { decide: [{ target: 'rejected', conditions: [{ amount: '>= 100' }] }, { target: 'approved', conditions: [{ amount: '>= 10' }] }, { target: 'pending_director' }] } },
      approved: {}, rejected: {}, pending_director: {},
    },
  }));
  const decide = (amount: string): string => targetOf(step(flow, 'submitted', 'decide', { row: expense({ amount }), actor: person(), related: noOthers }));
  assert.deepEqual(['100.00', '99.99', '10.00', '9.99'].map(decide), ['rejected', 'approved', 'approved', 'pending_director']);
});

test('a role that a delegation withholds still counts against the caller', () => {
  const flow = compiled(defineFlow({
    name: 'Review', object: 'expense', initialState: 'submitted',
    states: { submitted: { on: { approve: { target: 'approved', conditions: [{ role: 'manager' }, { not: { role: 'contractor' } }] } } }, approved: {} },
  }));
  const input = { row: expense(), actor: person('manager'), related: noOthers };
  assert.equal(targetOf(step(flow, 'submitted', 'approve', input)), 'approved');
  assert.equal(targetOf(step(flow, 'submitted', 'approve', { ...input, unnarrowed: person('contractor', 'manager') })), 'FLOW_GUARD_FAILED');
});

// The law of the step, against a reference that knows nothing of expressions: conditions as JavaScript over the same values.
type Condition = { readonly role: string } | { readonly amount: string } | { readonly not: { readonly role: string } };
const roles = ['manager', 'director', 'employee'] as const;
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...roles).map((role) => ({ role })),
  fc.constantFrom(...roles).map((role) => ({ not: { role } })),
  fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!='), fc.integer({ min: 0, max: 3 })).map(([op, bound]) => ({ amount: `${op} ${bound}` })),
);

function reference(each: Condition, amount: number | null, actor: Actor): boolean {
  if ('role' in each) return actor.roles.includes(each.role);
  if ('not' in each) return !actor.roles.includes(each.not.role);
  const [op, bound] = each.amount.split(' ');
  const other = Number(bound);
  if (op === '==') return amount === other;
  if (op === '!=') return amount !== other;
  if (amount === null) return false;
  return op === '<' ? amount < other : op === '<=' ? amount <= other : op === '>' ? amount > other : amount >= other;
}

test('no transition is ever taken whose guard is false, the first true one always is, and the same question gets the same answer', () => {
  const guards = fc.array(fc.array(condition, { maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const caller = fc.subarray([...roles]).map((held) => person(...held));
  fc.assert(fc.property(guards, caller, fc.option(fc.integer({ min: 0, max: 3 })), (candidates, actor, amount) => {
    const flow = compiled(defineFlow({
      name: 'Any', object: 'expense', initialState: 'submitted',
      states: { submitted: { on: { go: candidates.map((conditions) => ({ target: 'approved', conditions })) } }, approved: {} },
    }));
    const row = expense({ amount: amount === null ? null : `${amount}.00` });
    const taken = step(flow, 'submitted', 'go', { row, actor, related: noOthers });
    const expected = candidates.findIndex((conditions) => conditions.every((each) => reference(each, amount, actor)));
    const transitions = flow.states.get('submitted')?.on.get('go') ?? [];
    assert.equal('taken' in taken ? transitions.indexOf(taken.taken) : -1, expected);
    assert.deepEqual(step(flow, 'submitted', 'go', { row, actor, related: noOthers }), taken);
  }), { numRuns: 300 });
});
