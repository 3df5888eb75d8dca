import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context, Fault } from '@objectos/kernel';
import { onSite } from './identity-site.contract.ts';
import type { IdentitySite } from './identity-site.contract.ts';

interface Listed {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}

async function listed(site: IdentitySite, context: Context, input: Readonly<Record<string, unknown>> = {}): Promise<Listed> {
  return (await site.call('token.list', input, context)) as unknown as Listed;
}

async function signedIn(site: IdentitySite, id: string): Promise<Context> {
  return site.context(await site.live(await site.token({ principal: id, label: 'first' })));
}

test('a token is told once: the store holds its hash, and lists show its beginning', () => onSite(async (site) => {
  await site.principal('ada');
  const made = await site.call('token.create', { principal: 'ada', label: 'laptop', expires_in: 60 });
  const text = String(made['token']);
  assert.match(text, /^oos_[0-9a-f]{64}$/u);
  assert.equal(made['prefix'], text.slice(0, 10));
  assert.equal(made['expires_at'], '2026-11-22T10:01:00.000Z');
  const journal = JSON.stringify(await site.systemStore.journal(0, 100));
  assert.ok(journal.includes(site.platform.sha256(text)));
  assert.ok(!journal.includes(text) && !journal.includes(text.slice(10)));
  const { records } = await listed(site, site.operator());
  assert.deepEqual(records.map(({ label, prefix }) => [label, prefix]), [['laptop', text.slice(0, 10)]]);
  assert.ok(!JSON.stringify(records).includes('hash'));
}));

test('a principal makes, lists and revokes his own tokens, and those of others do not exist for him', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bob');
  const ada = await signedIn(site, 'ada');
  const bob = await signedIn(site, 'bob');
  const own = await site.call('token.create', { label: 'second' }, ada);
  assert.equal(own['principal'], 'ada');
  await assert.rejects(site.call('token.create', { principal: 'bob' }, ada), { code: 'TOKEN_FOR_ANOTHER', category: 'forbidden' });
  assert.deepEqual((await listed(site, ada, { principal: 'bob' })).records.map(({ principal }) => principal), ['ada', 'ada']);
  await assert.rejects(site.call('token.revoke', { id: own['id'] }, bob), { code: 'TOKEN_NOT_FOUND', category: 'not_found' });
  await site.live(String(own['token']));
  const revoked = await site.call('token.revoke', { id: own['id'] }, ada);
  assert.notEqual(revoked['revoked_at'], null);
  assert.equal(await site.session(String(own['token'])), null, 'the very next call is refused');
  assert.deepEqual(await site.call('token.revoke', { id: own['id'] }, ada), revoked, 'twice is once');
}));

test('the operator manages those of everybody in the tenant, and of no other tenant', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bob');
  await site.principal('ada', {}, 'other');
  const token = await site.call('token.create', { principal: 'ada' });
  await site.token({ principal: 'bob' });
  await site.token({ principal: 'ada' }, 'other');
  assert.equal((await listed(site, site.operator())).records.length, 2);
  assert.equal((await listed(site, site.operator(), { principal: 'ada' })).records.length, 1);
  await assert.rejects(listed(site, site.operator(), { principal: 'nobody' }), { code: 'PRINCIPAL_UNUSABLE' });
  const page = await listed(site, site.operator(), { limit: 1 });
  assert.equal((await listed(site, site.operator(), { limit: 1, cursor: page.nextCursor })).records.length, 1);
  await assert.rejects(site.call('token.revoke', { id: token['id'] }, site.operator('other')), { code: 'TOKEN_NOT_FOUND' });
  await site.call('token.revoke', { id: token['id'] });
  assert.equal(await site.session(String(token['token'])), null);
}));

test('a token is for an active person or service, an agent\'s for a delegation in force', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('gone', { active: false });
  await site.principal('bot', { kind: 'agent' });
  const refused = (input: Readonly<Record<string, unknown>>, code: string) => assert.rejects(site.call('token.create', input), { code });
  await refused({}, 'TOKEN_NO_PRINCIPAL');
  await refused({ principal: 'nobody' }, 'PRINCIPAL_UNUSABLE');
  await refused({ principal: 'gone' }, 'PRINCIPAL_UNUSABLE');
  await refused({ principal: 'bot' }, 'PRINCIPAL_UNUSABLE');
  await refused({ principal: 'ada', agent: 'nobody' }, 'PRINCIPAL_UNUSABLE');
  await refused({ principal: 'ada', agent: 'ada' }, 'PRINCIPAL_UNUSABLE');
  await refused({ principal: 'ada', agent: 'bot' }, 'DELEGATION_MISSING');
  await site.delegation('over', { expires_at: new Date(site.platform.time - 1).toISOString() });
  await site.delegation('revoked', { revoked_at: new Date(site.platform.time).toISOString() });
  await site.principal('eve');
  await site.delegation('others', { principal: 'eve' });
  await refused({ principal: 'ada', agent: 'bot' }, 'DELEGATION_MISSING');
  await site.delegation('good');
  assert.equal((await site.call('token.create', { principal: 'ada', agent: 'bot' }))['delegation'], 'good');
}));

test('a token names operations that are there, and a caller those that he may call', () => onSite(async (site) => {
  await site.principal('ada');
  const ada = await signedIn(site, 'ada');
  const refused = (operations: readonly string[], hint?: string, context?: Context) =>
    assert.rejects(site.call('token.create', { principal: 'ada', operations }, context), (error: { code: string; category: string; details: { path?: string; hint?: string } }) => {
      assert.deepEqual([error.code, error.category, error.details.path, error.details.hint], ['OPERATION_UNKNOWN', 'invalid', 'operations', hint]);
      return true;
    });
  await refused(['deal.list', 'deal.lst'], 'Did you mean "deal.list"?');
  await refused(['deals.*'], 'Did you mean "deal.*"?');
  await refused(['constructor', '.*']);
  await refused(['vault.open'], undefined, ada);
  await refused(['vault.opne', 'vault.*'], undefined, ada);
  for (const operations of [['*'], ['deal.*', 'customer.list']]) for (const context of [ada, site.operator()]) {
    assert.deepEqual((await site.call('token.create', { principal: 'ada', operations }, context))['operations'], operations);
  }
  assert.deepEqual((await site.call('token.create', { principal: 'ada', operations: ['vault.open'] }))['operations'], ['vault.open']);
}));

test('a delegation names operations that are there, when it is made and when it is changed', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bot', { kind: 'agent' });
  await assert.rejects(site.delegation('d', { operations: ['deal.lst'] }), { code: 'OPERATION_UNKNOWN', details: { path: 'operations', hint: 'Did you mean "deal.list"?' } });
  await site.delegation('d', { operations: ['deal.*'] });
  await assert.rejects(site.call('delegation.update', { id: 'd', operations: ['dael.*'] }), { code: 'OPERATION_UNKNOWN' });
  await site.call('delegation.update', { id: 'd', purpose: 'sales' });
  assert.equal((await site.call('delegation.get', { id: 'd' }))['purpose'], 'sales');
}));

test('what is not known of an input is told under the name of the operation', () => onSite(async (site) => {
  await assert.rejects(site.call('token.create', { expiresIn: 60 }), (error: Fault) => {
    assert.deepEqual([error.message.includes('token.create has no field "expiresIn"'), error.details.hint], [true, 'Did you mean "expires_in"?']);
    return true;
  });
}));

test('every problem of an input is told at once', () => onSite(async (site) => {
  await assert.rejects(site.call('token.create', { principle: 'ada', expires_in: 0, operations: 'x' }), (error: { details: { issues: { path: string }[] } }) => {
    assert.deepEqual(error.details.issues.map(({ path }) => path).toSorted(), ['expires_in', 'operations', 'principle']);
    return true;
  });
  await assert.rejects(site.call('token.revoke', { ids: 'x' }), { code: 'INPUT_INVALID' });
}));

test('neither an agent nor a limited token can make, list or revoke tokens, or write who may do what', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bot', { kind: 'agent' });
  await site.delegation('d');
  const byAgent = site.context(await site.live(await site.token({ principal: 'ada', agent: 'bot' })));
  const limited = site.context(await site.live(await site.token({ principal: 'ada', operations: ['token.*', 'principal.*'] })));
  const delegation = { principal: 'ada', agent: 'bot', operations: ['*'] };
  for (const context of [byAgent, limited]) {
    const attempts: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['token.create', {}], ['token.list', {}], ['token.revoke', { id: 'x' }],
      ['delegation.create', delegation], ['delegation.update', { id: 'd', roles: [] }], ['delegation.delete', { id: 'd' }],
      ['principal.create', { name: 'x', kind: 'person' }], ['principal.update', { id: 'ada', roles: ['admin'] }], ['principal.delete', { id: 'ada' }],
    ];
    for (const [operation, input] of attempts) {
      await assert.rejects(site.call(operation, input, context), { code: 'AGENT_MAY_NOT_DELEGATE', category: 'forbidden' }, operation);
    }
    assert.equal((await site.call('principal.get', { id: 'ada' }, context))['id'], 'ada', 'reading is another matter');
  }
}));

test('the operator who acts as a person at the machine is that person\'s own hand', () => onSite(async (site) => {
  await site.principal('ada');
  const session = await site.ofPrincipal('ada');
  assert.ok(session);
  const context = { ...site.context(session, { surface: 'cli' }), actors: ['operator:root'] };
  assert.equal((await site.call('token.create', {}, context))['principal'], 'ada');
  await site.call('principal.update', { id: 'ada', name: 'Ada' }, context);
  await assert.rejects(site.call('token.create', {}, { ...context, surface: 'rest' }), { code: 'AGENT_MAY_NOT_DELEGATE' });
}));

test('a retried command makes one token and does not tell it again; a dry run makes none', () => onSite(async (site) => {
  await site.principal('ada');
  const context = { ...site.operator(), commandKey: 'k' };
  const first = await site.call('token.create', { principal: 'ada' }, context);
  const again = await site.call('token.create', { principal: 'ada' }, context);
  assert.deepEqual(again, { ...first, token: null });
  await assert.rejects(site.call('token.create', { principal: 'ada', label: 'other' }, context), { code: 'COMMAND_KEY_REUSED' });
  assert.equal((await site.call('token.create', { principal: 'ada' }, { ...site.operator(), dryRun: true }))['token'], null);
  assert.equal((await listed(site, site.operator())).records.length, 1);
  await site.call('token.revoke', { id: first['id'] }, { ...site.operator(), dryRun: true });
  await site.live(String(first['token']));
}));

test('tokens are no matter of MCP, and the journal of the system store says who made them', () => onSite(async (site) => {
  await site.principal('ada');
  const ada = await signedIn(site, 'ada');
  await assert.rejects(site.call('token.list', {}, { ...ada, surface: 'mcp' }), { code: 'OPERATION_NOT_FOUND' });
  await site.call('token.create', {}, ada);
  const headers = (await site.systemStore.journal(0, 10)).map(({ header }) => JSON.parse(header) as unknown);
  assert.deepEqual(headers, [
    { principal: 'system', actors: ['plugin:surroundings'], operation: 'token.create' },
    { principal: 'ada', actors: [], operation: 'token.create' },
  ]);
}));

test('a token that is made with one that expires ends with it at the latest', () => onSite(async (site) => {
  await site.principal('ada');
  const short = site.context(await site.live(await site.token({ principal: 'ada', expires_in: 60 })));
  const ends = async (input: Readonly<Record<string, unknown>>) => (await site.call('token.create', input, short))['expires_at'];
  assert.equal(await ends({}), '2026-11-22T10:01:00.000Z');
  assert.equal(await ends({ expires_in: 3600 }), '2026-11-22T10:01:00.000Z');
  assert.equal(await ends({ expires_in: 30 }), '2026-11-22T10:00:30.000Z');
  const free = site.context(await site.live(await site.token({ principal: 'ada' })));
  assert.equal((await site.call('token.create', {}, free))['expires_at'], null);
}));

test('a token of all the roles that the principal has today is a limited one: it makes none that would have those of tomorrow', () => onSite(async (site) => {
  await site.principal('ada', { roles: ['rep'] });
  const session = await site.live(await site.token({ principal: 'ada', roles: ['rep'] }));
  assert.deepEqual(session.narrowing, {});
  await assert.rejects(site.call('token.create', {}, site.context(session)), { code: 'AGENT_MAY_NOT_DELEGATE' });
  await assert.rejects(site.call('principal.update', { id: 'ada', name: 'x' }, site.context(session)), { code: 'AGENT_MAY_NOT_DELEGATE' });
}));
