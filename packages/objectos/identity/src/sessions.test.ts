import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onSite } from './identity-site.contract.ts';

const minute = 60_000;

test('a token stands for its principal, in his tenant and with his roles', () => onSite(async (site) => {
  await site.principal('ada', { roles: ['rep', 'admin', 'rep2'], attributes: { department: 'north', level: 3, tags: ['x'] } });
  await site.principal('ada', { roles: [], kind: 'service' }, 'other');
  assert.deepEqual(await site.live(await site.token({ principal: 'ada' })), {
    tenant: 'acme',
    principal: { id: 'ada', kind: 'person', roles: ['admin', 'rep', 'rep2'], attributes: { department: 'north', level: 3 } },
    actors: [],
    narrowing: null,
  });
  const elsewhere = await site.live(await site.token({ principal: 'ada' }, 'other'));
  assert.deepEqual([elsewhere.tenant, elsewhere.principal.kind, elsewhere.principal.roles], ['other', 'service', []]);
}));

test('what is no token, or an unknown one, is refused', () => onSite(async (site) => {
  assert.equal(site.session(''), null);
  assert.equal(site.session('Bearer oos_'), null);
  assert.equal(await site.session(`oos_${'0'.repeat(64)}`), null);
}));

test('a session is the same object, at once from memory, until something about it changes', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bob');
  const token = await site.token({ principal: 'ada' });
  const first = await site.live(token);
  assert.equal(site.session(token), first);
  await site.call('principal.update', { id: 'bob', roles: ['admin'] });
  assert.equal(site.session(token), first, 'another principal is no matter of his');
  await site.call('principal.update', { id: 'ada', roles: ['admin'] });
  const second = await site.live(token);
  assert.notEqual(second, first);
  assert.deepEqual(second.principal.roles, ['admin']);
}));

test('who is not active or not there any more is refused with the next call, and let in again when he is', () => onSite(async (site) => {
  await site.principal('ada');
  const token = await site.token({ principal: 'ada' });
  await site.live(token);
  await site.call('principal.update', { id: 'ada', active: false });
  assert.equal(await site.session(token), null);
  await site.call('principal.update', { id: 'ada', active: true });
  await site.live(token);
  await site.call('principal.delete', { id: 'ada' });
  assert.equal(await site.session(token), null);
}));

test('a principal of that id in another tenant changes nothing', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('ada', {}, 'other');
  const token = await site.token({ principal: 'ada' });
  const session = await site.live(token);
  await site.call('principal.update', { id: 'ada', active: false }, site.operator('other'));
  assert.equal(site.session(token), session);
}));

test('a token ends when its time is over, remembered or not', () => onSite(async (site) => {
  await site.principal('ada');
  const token = await site.token({ principal: 'ada', expires_in: 60 });
  const unused = await site.token({ principal: 'ada', expires_in: 60 });
  await site.live(token);
  site.platform.time += minute - 1;
  await site.live(token);
  site.platform.time += 1;
  assert.equal(await site.session(token), null);
  assert.equal(await site.session(token), null);
  assert.equal(await site.session(unused), null);
}));

test('a limited token leaves of the principal\'s rights what it names; the roles it withholds stay known', () => onSite(async (site) => {
  await site.principal('ada', { roles: ['rep', 'manager', 'suspended'] });
  const session = await site.live(await site.token({ principal: 'ada', operations: ['deal.*'], roles: ['rep', 'admin'] }));
  assert.deepEqual(session.principal.roles, ['rep'], 'a role that he does not hold is not gained');
  assert.deepEqual(session.narrowing, { operations: ['deal.*'], withheldRoles: ['manager', 'suspended'] });
}));

test('an agent acts with the live rights of its principal, less what delegation and token leave out', () => onSite(async (site) => {
  await site.principal('ada', { roles: ['rep', 'manager'] });
  await site.principal('bot', { kind: 'agent', roles: ['admin'] });
  await site.delegation('d', { operations: ['deal.*', 'customer.list'], roles: ['rep'] });
  const token = await site.token({ principal: 'ada', agent: 'bot', operations: ['deal.list', 'customer.*', 'token.create'] });
  const session = await site.live(token);
  assert.deepEqual([session.principal.id, session.principal.kind, session.actors], ['ada', 'person', ['bot']]);
  assert.deepEqual(session.principal.roles, ['rep'], 'the agent\'s own roles do not count');
  assert.deepEqual(session.narrowing, { operations: ['customer.list', 'deal.list'], withheldRoles: ['manager'] });
  await site.call('principal.update', { id: 'ada', roles: ['manager'] });
  assert.deepEqual((await site.live(token)).principal.roles, []);
}));

test('an agent is refused as soon as its delegation is revoked, changed away, expired or deleted', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('eve');
  await site.principal('bot', { kind: 'agent' });
  await site.delegation('d', { expires_at: new Date(site.platform.time + minute).toISOString() });
  const token = await site.token({ principal: 'ada', agent: 'bot' });
  await site.live(token);
  await site.call('delegation.update', { id: 'd', revoked_at: new Date(site.platform.time).toISOString() });
  assert.equal(await site.session(token), null);
  await site.call('delegation.update', { id: 'd', revoked_at: null });
  await site.live(token);
  await site.call('delegation.update', { id: 'd', principal: 'eve' });
  assert.equal(await site.session(token), null, 'the token is for ada');
  await site.call('delegation.update', { id: 'd', principal: 'ada' });
  await site.live(token);
  site.platform.time += minute;
  assert.equal(await site.session(token), null);
  await site.call('delegation.update', { id: 'd', expires_at: null });
  await site.live(token);
  await site.call('delegation.delete', { id: 'd' });
  assert.equal(await site.session(token), null);
}));

test('an agent is refused when it, or who it acts for, is not active', () => onSite(async (site) => {
  await site.principal('ada');
  await site.principal('bot', { kind: 'agent' });
  await site.delegation('d');
  const token = await site.token({ principal: 'ada', agent: 'bot' });
  for (const id of ['bot', 'ada']) {
    await site.live(token);
    await site.call('principal.update', { id, active: false });
    assert.equal(await site.session(token), null);
    await site.call('principal.update', { id, active: true });
  }
}));

test('the operator can act as a person or a service, not as an agent or somebody who is not active', () => onSite(async (site) => {
  await site.principal('ada', { roles: ['rep'] });
  await site.principal('bot', { kind: 'agent' });
  await site.principal('gone', { active: false });
  const session = await site.ofPrincipal('ada');
  assert.deepEqual([session?.principal.roles, session?.narrowing], [['rep'], null]);
  assert.deepEqual([await site.ofPrincipal('bot'), await site.ofPrincipal('gone'), await site.ofPrincipal('nobody'), await site.ofPrincipal('ada', 'other')], [null, null, null, null]);
  await site.call('principal.update', { id: 'ada', roles: ['admin'] });
  assert.deepEqual((await site.ofPrincipal('ada'))?.principal.roles, ['admin']);
}));

test('a token ends with the record that it was made for, and is not that of the next one with its id', () => onSite(async (site) => {
  const again = async (object: string, make: () => Promise<unknown>, id: string): Promise<void> => {
    await site.call(`${object}.delete`, { id });
    site.platform.time += 1;
    await make();
  };
  await site.principal('ada');
  await site.principal('bot', { kind: 'agent' });
  await site.delegation('d');
  const tokens = [await site.token({ principal: 'ada', agent: 'bot' }), await site.token({ principal: 'ada', agent: 'bot' })] as const;
  await site.live(tokens[0]);
  await again('delegation', () => site.delegation('d'), 'd');
  assert.equal(await site.session(tokens[0]), null, 'remembered');
  assert.equal(await site.session(tokens[1]), null, 'not remembered');
  const own = await site.token({ principal: 'ada' });
  await again('delegation', () => Promise.resolve(), 'd');
  await again('principal', () => site.principal('ada', { roles: ['admin'] }), 'ada');
  assert.equal(await site.session(own), null, 'another Ada');
  await site.live(await site.token({ principal: 'ada' }));
}));

test('no principal can bear the id under which the runtime itself acts', () => onSite(async (site) => {
  await assert.rejects(site.principal('system'), { code: 'PRINCIPAL_ID_RESERVED', category: 'invalid' });
}));
