import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import type { FlowDescriptor } from './flow-descriptor.ts';
import { formatIssue } from './metadata-error.ts';
import { parseFlow } from './parse-flow.ts';
import { parseFlowYaml } from './parse-text.ts';

const seed = await readFile(new URL('../../../../examples/expenses/expense-approval.flow.yml', import.meta.url), 'utf8');

function issuesOf(states: unknown, more: object = {}): string[] {
  return parseFlow({ name: 'Test', initialState: 'a', states, ...more }, { file: 't' }).issues.map(formatIssue);
}

test("the seed's flow reads as it stands, with its two open events as warnings", () => {
  const parsed = parseFlowYaml(seed, 'expense-approval.flow.yml');
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.issues.map(({ code, severity, source, message }) => [code, severity, `${source.line}:${source.column}`, message]), [
    ['FLOW_OPEN_EVENT', 'warning', '12:7', 'Event "escalate" of state "submitted" has no condition on who may cause it.'],
    ['FLOW_OPEN_EVENT', 'warning', '22:7', 'Event "reject" of state "pending_director" has no condition on who may cause it.'],
  ]);
  const { states, ...head } = parsed.value;
  assert.deepEqual(head, {
    kind: 'flow', id: 'ExpenseApproval', name: 'ExpenseApproval', object: '', field: 'status', initialState: 'submitted',
    source: { file: 'expense-approval.flow.yml', line: 2, column: 1 },
  });
  assert.deepEqual(Object.keys(states), ['submitted', 'pending_director', 'approved', 'rejected']);
  assert.deepEqual(states['approved']?.actions.map(({ action, args }) => [action, args]), [['notify', 'submitter'], ['update_ledger', null], ['archive', null]]);
});

test("the seed's comparison keeps its operator and its place", () => {
  const parsed = parseFlowYaml(seed, 'e.yml');
  assert.ok(parsed.ok);
  assert.deepEqual(conditionsOf(parsed.value, 'submitted', 'escalate'), [
    {
      test: { amount: '>= 5000' },
      source: { file: 'e.yml', line: 15, column: 13, path: 'states.submitted.on.escalate.conditions[0].amount', value: { line: 15, column: 21 } },
    },
  ]);
  assert.equal(seed.split('\n')[14]?.slice(20), '>= 5000');
  assert.deepEqual(conditionsOf(parsed.value, 'submitted', 'approve')?.map(({ test: condition }) => condition), [{ role: 'manager' }, { amount: '< 5000' }]);
});

function conditionsOf({ states }: FlowDescriptor, state: string, event: string) {
  return states[state]?.on[event]?.[0]?.conditions;
}

test('a flow in JSON and a descriptor parsed again mean the same', () => {
  const first = parseFlowYaml(seed, 'e.yml');
  assert.ok(first.ok);
  const again = parseFlow(first.value, { file: 'e.yml' });
  assert.ok(again.ok);
  assert.deepEqual(JSON.parse(JSON.stringify(again.value, withoutSource)), JSON.parse(JSON.stringify(first.value, withoutSource)));
  assert.deepEqual(again.issues.map(({ message }) => message), first.issues.map(({ message }) => message));
});

function withoutSource(key: string, value: unknown): unknown {
  return key === 'source' ? undefined : value;
}

test('states must be there, and are named nearly', () => {
  assert.deepEqual(issuesOf({ submitted: { on: { go: { target: 'submited', conditions: [{ role: 'x' }] } } } }, { initialState: 'submtted' }), [
    't (initialState): There is no state "submtted". Did you mean "submitted"?',
    't (states.submitted.on.go.target): There is no state "submited". Did you mean "submitted"?',
  ]);
  assert.deepEqual(issuesOf({}), ['t (states): A flow needs at least one state.']);
});

test('a flow whose initial state is wrong or not there has its other faults told too', () => {
  const states = { a: { on: { go: { target: 'b', conditions: [{ role: 'x' }] } } } };
  for (const [initialState, told] of [[undefined, '"initialState" is missing. Expected text.'], [5, 'Expected text, found 5.'], ['', 'Expected text that is not empty, found "".'], ['z', 'There is no state "z". Known: a.']] as const) {
    assert.deepEqual(issuesOf(states, { initialState }), [`t (initialState): ${told}`, 't (states.a.on.go.target): There is no state "b". Known: a.']);
  }
});

test('a flow whose names alone refer to nothing can be judged further, and one of which parts were left out cannot', () => {
  const head = { name: 'Test', initialState: 'z' };
  const wrong = parseFlow({ ...head, states: { a: { on: { go: { target: 'b', conditions: [{ role: 'x' }] } } } } }, { file: 't' });
  assert.ok(!wrong.ok);
  assert.partialDeepStrictEqual(wrong.partial, { initialState: 'z', states: { a: { on: { go: [{ target: 'b' }] } } } });
  const cut = parseFlow({ ...head, states: { a: { onn: {} } } }, { file: 't' });
  assert.ok(!cut.ok && cut.partial === undefined);
});

test('a state that nobody reaches is a warning', () => {
  assert.deepEqual(issuesOf({ a: null, b: { on: { go: { target: 'a', conditions: [{ role: 'x' }] } } } }), [
    't (states.b): No path leads from "a" to state "b". Add a transition to it, or remove it.',
  ]);
});

function going(...conditions: object[]) {
  return { a: { on: { go: { target: 'a', conditions } } } };
}

test('an actor may be asked for anywhere in a condition, in every candidate', () => {
  assert.deepEqual(issuesOf(going({ any: [{ amount: '< 5' }, { all: [{ not: { role: 'x' } }] }] })), []);
  assert.deepEqual(issuesOf(going({ when: 'record.owner == actor.id' })), []);
  assert.deepEqual(issuesOf(going({ owner: '$actor' })), []);
  assert.equal(issuesOf(going({ when: 'record.factor == 1' })).length, 1);
  const candidates = [{ target: 'a', conditions: [{ role: 'x' }] }, { target: 'a', conditions: [{ amount: '< 5' }] }];
  assert.match(issuesOf({ a: { on: { go: candidates } } })[0]!, /Event "go" of state "a" has no condition/u);
});

test('conditions have one key each, and a form', () => {
  const faults = issuesOf({ a: { on: { go: { target: 'a', conditions: [{ role: 'x', amount: 1 }, { rol: '' }, { role: [] }, { any: [] }, { not: 'x' }, { when: ' ' }, { 'a b': 1 }, { amount: { lt: 5 } }, 'role'] } } } });
  assert.deepEqual(faults.map((text) => text.split(': ')[0]), [
    't (states.a.on.go.conditions[0])', 't (states.a.on.go.conditions[2].role)', 't (states.a.on.go.conditions[3].any)', 't (states.a.on.go.conditions[4].not)',
    't (states.a.on.go.conditions[5].when)', 't (states.a.on.go.conditions[6].a b)', 't (states.a.on.go.conditions[7].amount)', 't (states.a.on.go.conditions[8])',
    't (states.a.on.go)',
  ]);
  assert.match(issuesOf({ a: { on: { go: { target: 'a', conditions: { role: 'x' } } } } })[0]!, /Expected a list of conditions.*Begin each condition with "- "/u);
});

test('reserved words name neither events nor effects, and unknown keys are named', () => {
  for (const event of ['list', 'get', 'query', 'create', 'update', 'delete', 'history', 'read', 'all', 'pages', 'edit', '*', '_x', 'constructor', '__proto__', 'toString', 'then', 'Approve']) {
    const states = { a: { on: Object.fromEntries([[event, { target: 'a', conditions: [{ role: 'x' }] }]]) } };
    assert.match(issuesOf(states)[0] ?? '', /Event name/u, event);
  }
  assert.match(issuesOf({ a: { actions: ['_x'] } })[0]!, /Effect name/u);
  assert.match(issuesOf(Object.fromEntries([['a', null], ['__proto__', null]]))[0]!, /cannot be the name of a state/u);
  assert.deepEqual(issuesOf({ a: { onn: {} } }), ['t (states.a.onn): Unknown key "onn". Did you mean "on"?']);
  assert.deepEqual(issuesOf({ a: { on: { go: { traget: 'a', target: 'a', conditions: [{ role: 'x' }] } } } }), ['t (states.a.on.go.traget): Unknown key "traget". Did you mean "target"?']);
});
