import assert from 'node:assert/strict';
import { onEveryStore } from './trial.contract.ts';

onEveryStore('a record is created, read, changed and deleted; the revision steps', async (trial) => {
  const made = await trial.call('ada', 'deal.create', { id: 'd1', title: 'First', owner: 'ada', amount: 12.5, tags: ['late', 'new'] });
  assert.equal(made['amount'], '12.50');
  assert.equal(made['number'], 'D-001');
  assert.equal(made['stage'], 'open', 'the flow says where a record starts');
  assert.deepEqual(made['tags'], ['new', 'late'], 'in their declared order');
  assert.equal(made['closed'], false);
  assert.equal(made['revision'], 1);
  assert.deepEqual(await trial.call('ada', 'deal.get', { id: 'd1' }), made, 'the answer is what a read answers');
  const changed = await trial.reply('ada', 'deal.update', { id: 'd1', revision: 1, title: 'Second' });
  assert.deepEqual([changed.id, changed.revision], ['d1', 2], 'surfaces say where the record is and what its ETag is');
  assert.deepEqual(await trial.call('ada', 'deal.delete', { id: 'd1' }), { id: 'd1' });
  assert.equal((await trial.refusal('ada', 'deal.get', { id: 'd1' })).code, 'RECORD_NOT_FOUND');
  assert.equal(await trial.entries(), 3);
  assert.equal(trial.published.length, 3);
});

onEveryStore('an answer to a write equals the read that follows, masks and hidden references included', async (trial) => {
  await trial.call('ada', 'account.create', { id: 'south', name: 'South', region: 'south' });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'x', owner: 'rita', account: 'south', amount: '7' });
  const changed = await trial.call('rita', 'deal.update', { id: 'd', title: 'y' });
  assert.equal(changed['account'], null, 'an account that rita cannot read');
  assert.deepEqual(changed, await trial.call('rita', 'deal.get', { id: 'd' }));
  await trial.call('ada', 'account.create', { id: 'north', name: 'North', region: 'north' });
  const moved = await trial.call('rita', 'deal.update', { id: 'd', account: 'north' });
  assert.equal(moved['account'], 'north', 'and one that she can');
  assert.deepEqual(moved, await trial.call('rita', 'deal.get', { id: 'd' }));
  const given = await trial.call('ada', 'deal.update', { id: 'd', owner: 'ada' });
  assert.equal(given['amount'], '7.00');
  const seen = await trial.call('rita', 'deal.get', { id: 'd' });
  assert.deepEqual([seen['amount'], seen['_masked']], [null, ['amount']]);
});

onEveryStore('several faults are told in one answer and nothing is changed', async (trial) => {
  const refusal = await trial.refusal('ada', 'deal.create', { title: 'x'.repeat(41), amount: '1.234', tags: ['odd'], titel: 1, due: '2026-02-30' });
  assert.deepEqual(refusal.details.issues?.map(({ path, code }) => [path, code]), [
    ['title', 'FIELD_TOO_LONG'], ['owner', 'FIELD_REQUIRED'], ['amount', 'FIELD_INVALID'], ['due', 'FIELD_INVALID'], ['tags', 'OPTION_INVALID'], ['titel', 'FIELD_UNKNOWN'],
  ]);
  const rules = await trial.refusal('ada', 'deal.create', { title: 'x', owner: 'a', amount: '-1', closed: true, account: 'none' });
  assert.deepEqual(rules.details.issues?.map(({ path, code }) => [path, code]), [['account', 'REFERENCE_NOT_FOUND'], ['amount', 'RULE_VIOLATED'], ['due', 'RULE_VIOLATED']]);
  assert.equal(await trial.entries(), 0);
});

onEveryStore('a state field, a read-only field and a system field cannot be given', async (trial) => {
  const refusal = await trial.refusal('ada', 'deal.create', { title: 'x', owner: 'a', stage: 'won', approved_by: 'me', number: 'D-9', createdBy: 'eve', revision: 7 });
  assert.deepEqual(refusal.details.issues?.map(({ path, code }) => [path, code]), [
    ['stage', 'STATE_FIELD'], ['approved_by', 'FIELD_READ_ONLY'], ['number', 'FIELD_READ_ONLY'], ['createdBy', 'FIELD_READ_ONLY'], ['revision', 'FIELD_READ_ONLY'],
  ]);
});

onEveryStore('a reference to a hidden record and one to no record are the same answer', async (trial) => {
  await trial.call('ada', 'account.create', { id: 'hidden', name: 'South', region: 'south' });
  await trial.call('ada', 'account.create', { id: 'shown', name: 'North', region: 'north' });
  await trial.call('ada', 'deal.create', { id: 'mine', title: 'm', owner: 'rita', account: 'hidden' });
  const told = async (operation: string, input: Record<string, unknown>) => {
    const { code, category, message, details } = await trial.refusal('rita', operation, input);
    return { code, category, message, details };
  };
  const base = { title: 'x', owner: 'rita' };
  assert.deepEqual(await told('deal.create', { ...base, account: 'hidden' }), await told('deal.create', { ...base, account: 'absent' }));
  assert.equal((await told('deal.create', { ...base, account: 'hidden' })).code, 'REFERENCE_NOT_FOUND');
  assert.deepEqual(await told('deal.update', { id: 'mine', account: 'hidden' }), await told('deal.update', { id: 'mine', account: 'absent' }), 'also where it is the value already');
  await trial.call('rita', 'deal.create', { ...base, account: 'shown' });
});

onEveryStore('what may not be seen is not there: get, update and delete of a hidden record answer as of none', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'hidden', title: 'h', owner: 'ada', closed: true, due: '2026-01-01' });
  for (const [operation, more] of [['deal.get', {}], ['deal.update', { title: 't', revision: 99 }], ['deal.delete', { revision: 99 }], ['deal.history', {}]] as const) {
    const hidden = await trial.refusal('rita', operation, { id: 'hidden', ...more });
    const absent = await trial.refusal('rita', operation, { id: 'absent', ...more });
    assert.deepEqual([hidden.code, hidden.message, hidden.details], [absent.code, absent.message, absent.details], operation);
    assert.equal(hidden.code, 'RECORD_NOT_FOUND');
  }
});

onEveryStore('a readable record that may not be written is forbidden, not missing', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'd', owner: 'ada' });
  const refusal = await trial.refusal('rita', 'deal.update', { id: 'd', title: 'mine now' });
  assert.deepEqual([refusal.code, refusal.category], ['FORBIDDEN', 'forbidden']);
  assert.equal((await trial.refusal('rita', 'deal.delete', { id: 'd' })).code, 'FORBIDDEN');
});

onEveryStore('a write may not leave what the caller may write', async (trial) => {
  assert.equal((await trial.refusal('rita', 'deal.create', { title: 'x', owner: 'ada' })).code, 'FORBIDDEN_CHANGE');
  await trial.call('rita', 'deal.create', { id: 'd', title: 'x', owner: 'rita' });
  assert.equal((await trial.refusal('rita', 'deal.update', { id: 'd', owner: 'ada' })).code, 'FORBIDDEN_CHANGE');
  assert.equal(await trial.entries(), 1);
});

onEveryStore('a field that may be written in some records only is judged by the record as it was, equal value or not', async (trial) => {
  await trial.call('rita', 'deal.create', { id: 'd', title: 'x', owner: 'rita', amount: '5' });
  await trial.call('rita', 'deal.update', { id: 'd', amount: '6', closed: true, due: '2026-01-01' });
  for (const amount of ['6', '7']) {
    const refusal = await trial.refusal('rita', 'deal.update', { id: 'd', amount });
    assert.deepEqual([refusal.code, refusal.category, refusal.details.path], ['FIELD_FORBIDDEN', 'forbidden', 'amount']);
  }
});

onEveryStore('a hidden field and one that does not exist cannot be told apart, whatever is asked', async (trial) => {
  await trial.call('rita', 'deal.create', { id: 'd', title: 'x', owner: 'rita' });
  const attempts: readonly (readonly [operation: string, input: (name: string) => Record<string, unknown>])[] = [
    ['deal.list', (name) => ({ filter: { [name]: 1 } })],
    ['deal.list', (name) => ({ filter: { $not: { $or: [{ [name]: { $startsWith: 'a' } }] } } })],
    ['deal.list', (name) => ({ sort: `-${name}` })],
    ['deal.list', (name) => ({ fields: ['title', name] })],
    ['deal.list', (name) => ({ expand: [name] })],
    ['deal.query', (name) => ({ filter: { [`account.${name}`]: 1 } })],
    ['deal.get', (name) => ({ id: 'd', fields: name })],
    ['deal.create', (name) => ({ title: 'x', owner: 'rita', [name]: '1.000' })],
    ['deal.update', (name) => ({ id: 'd', [name]: '1.000' })],
  ];
  for (const [operation, input] of attempts) {
    const of = async (name: string) => {
      const { code, category, message, details } = await trial.refusal('rita', operation, input(name));
      // Which readable name is near depends on the name that was written; that it is a readable one is what counts.
      const { hint: _hint, issues = [], ...rest } = details;
      return JSON.stringify({ code, category, message, rest, issues: issues.map(({ hint: _each, ...issue }) => issue) }).replaceAll(name, '?');
    };
    assert.equal(await of('margin'), await of('marzzn'), `${operation} ${JSON.stringify(input('margin'))}`);
    assert.ok(!JSON.stringify(await trial.refusal('rita', operation, input('mergin'))).includes('margin'), 'a hint never names it');
    assert.match(await of('margin'), /FIELD_UNKNOWN/u);
  }
});

onEveryStore('the schemas of an operation name only what the caller may see or give', async (trial) => {
  const context = { tenant: 'acme', principal: { id: 'rita', kind: 'person', roles: ['rep'] }, actors: [], onBehalfOf: null, narrowing: null, surface: 'rest', requestId: '1', time: 0 } as const;
  const permitted = trial.kernel.permitted(context);
  assert.deepEqual(permitted.map(({ operation }) => operation.name).filter((name) => name.startsWith('account.')), ['account.get', 'account.history', 'account.list', 'account.query']);
  const text = JSON.stringify(permitted.map(({ operation, granted, input }) => [operation.name, input.jsonSchema(), operation.output(granted)]));
  for (const hidden of ['margin', 'secret']) assert.ok(!text.includes(hidden), hidden);
  const create = permitted.find(({ operation }) => operation.name === 'deal.create')!.input.jsonSchema() as { properties: object; required: string[] };
  assert.ok(!Object.hasOwn(create.properties, 'stage') && !Object.hasOwn(create.properties, 'approved_by'));
  assert.deepEqual(create.required, ['title', 'owner']);
});

onEveryStore('a taken value names its field to those who may read it, and to nobody else', async (trial) => {
  await trial.call('ada', 'deal.create', { title: 'a', owner: 'ada', secret: 's', code: 'c' });
  const taken = await trial.refusal('rita', 'deal.create', { title: 'b', owner: 'rita', code: 'c' });
  assert.deepEqual([taken.code, taken.category, taken.details.path], ['VALUE_TAKEN', 'conflict', 'code']);
  const hidden = await trial.refusal('igor', 'deal.create', { title: 'b', owner: 'igor', secret: 's' });
  assert.equal(hidden.code, 'INVALID');
  assert.ok(!JSON.stringify([hidden.message, hidden.details]).includes('secret'));
});

onEveryStore('a create without the right to read answers the id alone, also when it is repeated', async (trial) => {
  const answer = await trial.call('igor', 'deal.create', { title: 'b', owner: 'igor', secret: 's' }, { commandKey: 'k' });
  assert.deepEqual(Object.keys(answer), ['id']);
  assert.deepEqual(await trial.call('igor', 'deal.create', { title: 'b', owner: 'igor', secret: 's' }, { commandKey: 'k' }), answer);
});

onEveryStore('a rule that is broken names its field to those who may read it, and to nobody else', async (trial) => {
  const broken = { title: 'plum', owner: 'igor', secret: 'plum' };
  const told = async (who: string) => {
    const { message, details: { path, issues = [] } } = await trial.refusal(who, 'deal.create', broken);
    return { paths: [path, ...issues.map((issue) => issue.path)].filter((each) => each !== undefined && each !== ''), isNamed: JSON.stringify([message, path, issues]).includes('secret') };
  };
  assert.ok((await told('ada')).paths.every((path) => path === 'secret') && (await told('ada')).isNamed);
  assert.deepEqual(await told('igor'), { paths: [], isNamed: false });
});

onEveryStore('a write that takes a record out of its caller\'s sight answers the id alone', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'x', owner: 'ada' });
  const closing = { closed: true, due: '2026-01-01' };
  assert.deepEqual(await trial.call('cleo', 'deal.update', { id: 'd', ...closing }), { id: 'd' });
  assert.deepEqual(await trial.call('cleo', 'deal.create', { id: 'e', title: 'y', owner: 'ada', ...closing }), { id: 'e' });
  assert.equal((await trial.call('cleo', 'deal.create', { id: 'f', title: 'z', owner: 'ada' }))['title'], 'z');
});

onEveryStore('a dry run neither uses nor keeps a command key', async (trial) => {
  const input = { title: 'x', owner: 'ada' };
  await trial.call('ada', 'deal.create', { ...input, title: 'tried' }, { commandKey: 'k', dryRun: true });
  const made = await trial.call('ada', 'deal.create', input, { commandKey: 'k' });
  assert.equal(made['title'], 'x');
  const tried = await trial.reply('ada', 'deal.create', { ...input, title: 'tried again' }, { commandKey: 'k', dryRun: true });
  assert.equal(tried.replayed, undefined);
  assert.equal(await trial.entries(), 1);
});

onEveryStore('a delete is refused while records refer to it, and does not say which', async (trial) => {
  await trial.call('ada', 'account.create', { id: 'a', name: 'A' });
  await trial.call('ada', 'deal.create', { title: 'd', owner: 'ada', account: 'a' });
  const refusal = await trial.refusal('ada', 'account.delete', { id: 'a' });
  assert.equal(refusal.code, 'RECORD_REFERENCED');
  assert.ok(!refusal.message.includes('deal'));
});

onEveryStore('an update that rests on an old revision is stale and never made', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'one', owner: 'ada' });
  await trial.call('ada', 'deal.update', { id: 'd', revision: 1, title: 'two' });
  for (const [operation, input] of [['deal.update', { id: 'd', revision: 1, title: 'three' }], ['deal.delete', { id: 'd', revision: 1 }]] as const) {
    const refusal = await trial.refusal('ada', operation, input);
    assert.deepEqual([refusal.code, refusal.category], ['STALE', 'stale']);
  }
  assert.equal((await trial.call('ada', 'deal.get', { id: 'd' }))['title'], 'two');
});

onEveryStore('an update that changes nothing answers the record and leaves no entry', async (trial) => {
  const made = await trial.call('ada', 'deal.create', { id: 'd', title: 'one', owner: 'ada' });
  assert.deepEqual(await trial.call('ada', 'deal.update', { id: 'd', title: 'one' }), made);
  assert.equal(await trial.entries(), 1);
});

onEveryStore('a repeated command is answered with the record and the rights of today; another payload is refused', async (trial) => {
  const input = { title: 'x', owner: 'rita', amount: '5' };
  const first = await trial.call('rita', 'deal.create', input, { commandKey: 'k' });
  const again = await trial.reply('rita', 'deal.create', { amount: 5, owner: 'rita', title: 'x' }, { commandKey: 'k' });
  assert.equal(again.replayed, true);
  assert.deepEqual((again.value as { value(): unknown }).value(), first);
  await trial.call('ada', 'deal.update', { id: first['id'], owner: 'ada', title: 'taken over' });
  const today = await trial.call('rita', 'deal.create', input, { commandKey: 'k' });
  assert.deepEqual([today['title'], today['amount'], today['_masked']], ['taken over', null, ['amount']]);
  assert.equal((await trial.refusal('rita', 'deal.create', { ...input, title: 'y' }, { commandKey: 'k' })).code, 'COMMAND_KEY_REUSED');
  assert.equal(await trial.entries(), 2);
  assert.equal((await trial.call('ada', 'deal.create', { title: 'own', owner: 'ada' }, { commandKey: 'k' }))['title'], 'own', 'keys are one principal\'s');
});

onEveryStore('refusals for want of rights are told to the access recorder', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'd', owner: 'ada' });
  await trial.refusal('rita', 'deal.update', { id: 'd', title: 'mine' });
  await trial.refusal('rita', 'account.create', { name: 'no' });
  assert.deepEqual(trial.denials, [['deal.update', 'FORBIDDEN', 'rita'], ['account.create', 'OPERATION_NOT_FOUND', 'rita']]);
});

onEveryStore('however large or deep a query or an input is, it is refused as what it is, with no more problems than somebody reads', async (trial) => {
  let deep: unknown = {};
  for (let level = 0; level < 50_000; level++) deep = { $not: deep };
  const names = Array.from({ length: 20_000 }, (_, index) => `titl${index}`);
  const unknown = Object.fromEntries(names.map((name) => [name, 1]));
  const wrong = [
    ['deal.query', { filter: deep }], ['deal.query', { fields: names }], ['deal.query', { expand: names.join() }], ['deal.query', { sort: names }],
    ['deal.query', unknown], ['deal.create', unknown],
  ] as const;
  for (const [operation, input] of wrong) {
    const { category, details: { issues = [] } } = await trial.refusal('ada', operation, input);
    assert.equal(category, 'malformed', operation);
    assert.ok(issues.length > 0 && issues.length < 60, `${issues.length} problems of ${operation}`);
  }
  assert.deepEqual(await trial.call('ada', 'deal.query', { filter: { title: { $startsWith: 'a'.repeat(500_000) } } }), { records: [], nextCursor: null });
});

onEveryStore('an id is nothing that an address means by itself: a step of a path, the query or batch of a collection', async (trial) => {
  for (const id of ['.', '..', 'query', 'batch', 'a/b', '%2e', '']) {
    assert.equal((await trial.refusal('ada', 'deal.create', { id, title: 'x', owner: 'ada' })).details.path, 'id', id);
    assert.equal((await trial.refusal('ada', 'deal.get', { id })).details.path, 'id', id);
  }
  assert.equal((await trial.call('ada', 'deal.create', { id: '...a', title: 'x', owner: 'ada' }))['id'], '...a');
});
