import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAgentTools, checkPolicies } from './check-policies.ts';
import { operation, role, snapshotOf } from './sales-metadata.contract.ts';

test('sound roles have no issues', () => {
  const sound = role('sound', { effect: 'allow', verbs: ['*'], object: '*' }, { effect: 'deny', verbs: ['read'], fields: ['note'], when: 'record.owner != actor.id' });
  assert.deepEqual(checkPolicies(snapshotOf({ roles: [sound] })), []);
});

test('a condition that names no field is found with its role, its text and the nearest name', () => {
  const source = { file: 'crm.manifest.ts', path: 'permissions.rep[1]' };
  const [issue, ...rest] = checkPolicies(snapshotOf({ roles: [role('rep', { effect: 'allow', verbs: ['read'], when: 'record.amuont > 5', source })] }));
  assert.deepEqual(rest, []);
  assert.equal(issue?.code, 'POLICY_CONDITION');
  assert.deepEqual(issue.source, source);
  assert.match(issue.message, /"rep".*deal.*record\.amuont > 5.*"amuont"/u);
  assert.match(issue.hint ?? '', /amount/u);
});

test('a condition on a role that does not exist is found', () => {
  const issues = checkPolicies(snapshotOf({ roles: [role('rep', { effect: 'deny', verbs: ['read'], when: "'reps' in actor.roles" })] }));
  assert.deepEqual(issues.map(({ code }) => code), ['POLICY_CONDITION']);
});

test('a condition on `*` must be askable of every object', () => {
  const issues = checkPolicies(snapshotOf({ roles: [role('all', { effect: 'deny', verbs: ['*'], object: '*', when: 'record.amount > 5' })] }));
  assert.deepEqual(issues.map(({ code }) => code), ['POLICY_CONDITION']);
  assert.match(issues[0]?.message ?? '', /customer/u);
});

test('names that refer to nothing are found, and so are fields where they would mean nothing', () => {
  const wrong = role(
    'wrong',
    { effect: 'allow', verbs: ['read'], object: 'custommer' },
    { effect: 'allow', verbs: ['read'], fields: ['title', 'amout'] },
    { effect: 'deny', verbs: ['delete'], fields: ['title'] },
  );
  const issues = checkPolicies(snapshotOf({ roles: [wrong] }));
  assert.deepEqual(issues.map(({ code, severity }) => `${severity} ${code}`), [
    'fault POLICY_OBJECT_UNKNOWN', 'fault POLICY_FIELD_UNKNOWN', 'fault POLICY_FIELDS_WITHOUT_EFFECT',
  ]);
  assert.match(issues[0]?.hint ?? '', /"customer"/u);
  assert.match(issues[1]?.hint ?? '', /"amount"/u);
});

test('a rule on what has no records has neither fields nor a condition', () => {
  const auditor = role('auditor', { effect: 'allow', verbs: ['read'], object: 'audit' }, { effect: 'allow', verbs: ['read'], object: 'audit', when: 'record.id == "1"' });
  assert.deepEqual(checkPolicies(snapshotOf({ roles: [auditor] })).map(({ code }) => code), ['POLICY_NO_RECORDS']);
});

test('an agent tool that is no operation is found', () => {
  const operations = [operation('deal.list', { object: 'deal', verb: 'read' })];
  const snapshot = snapshotOf({ roles: [], operations, agentTools: { crm: { operations: ['deal.list', 'deal.lits'], objects: ['deal'] } } });
  const issues = checkAgentTools(snapshot, operations);
  assert.deepEqual(issues.map(({ code, hint }) => [code, hint]), [['AGENT_TOOL_UNKNOWN', 'Did you mean "deal.list"?']]);
  const placed = snapshotOf({ roles: [], operations, agentTools: { crm: { operations: ['deal.list', 'deal.lits'], objects: ['deal'], source: { file: 'crm.ts' } } } });
  assert.deepEqual(checkAgentTools(placed, operations).map(({ source }) => source), [{ file: 'crm.ts', path: 'agentTools[1]', text: 'deal.lits' }]);
});

function warned(effect: 'allow' | 'deny', when: string): ReturnType<typeof checkPolicies> {
  return checkPolicies(snapshotOf({ roles: [role('rep', { effect, verbs: ['read'], when })] }));
}

test('a comparison that is true where both sides are empty is a warning, unless the condition rules it out', () => {
  const doubtful: readonly (readonly ['allow' | 'deny', string])[] = [
    ['allow', 'record.note == actor.team'], ['allow', 'actor.team == record.note'], ['allow', 'record.customer.name == actor.team'],
    ['allow', '!(record.note != actor.team)'], ['allow', 'record.amount > 5 && record.note == actor.team'],
    ['allow', 'record.note != null || record.note == actor.team'], ['deny', 'record.note != actor.team'], ['deny', '!(record.note == actor.team)'],
  ];
  for (const [effect, when] of doubtful) {
    assert.deepEqual(warned(effect, when).map(({ code, severity }) => `${severity} ${code}`), ['warning POLICY_NULL_EQUALITY'], when);
  }
  const sound: readonly (readonly ['allow' | 'deny', string])[] = [
    ['allow', 'record.note == actor.id'], ['allow', 'record.note == "x"'], ['allow', 'record.note != actor.team'], ['deny', 'record.note == actor.team'],
    ['allow', 'record.note != null && record.note == actor.team'], ['allow', 'actor.team != null && (record.amount > 5 || record.note == actor.team)'],
    ['deny', 'record.note == null || record.note != actor.team'],
  ];
  for (const [effect, when] of sound) assert.deepEqual(warned(effect, when), [], when);
});
