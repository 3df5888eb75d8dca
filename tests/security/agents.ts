import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callTool } from '../parity/harness/mcp-surface.ts';
import { seed } from '../parity/harness/seed.ts';
import type { SurfaceAnswer, SurfaceCall } from '../parity/harness/surface.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 43, 48, 50, 53, 54: an agent never does what its person may not, nor what its delegation or token does not name, and
 * cannot make itself rights that outlive it. What it may not use, it cannot tell from what does not exist.
 */

const tenant = 'agents';
const everything = ['account.list', 'account.query', 'account.get', 'account.create', 'account.update', 'account.delete', 'account.history', 'account.rate', 'claim.list', 'claim.query', 'claim.get', 'claim.create', 'claim.update', 'claim.delete', 'claim.history', 'claim.approve', 'claim.escalate', 'claim.reject', 'vault.list', 'vault.get', 'memo.list', 'memo.get', 'memo.create', 'memo.update', 'memo.delete', 'principal.list', 'principal.get', 'principal.create', 'principal.update', 'delegation.create', 'delegation.update', 'effect.list', 'effect.retry', 'notification.list'];

export function testAgents(site: () => Site): void {
  const rest = (call: Omit<SurfaceCall, 'tenant'>): Promise<SurfaceAnswer> => site().rest.perform({ tenant, ...call });
  const tokenOf = async (input: object): Promise<string> => (await site().operator.value<{ token: string }>(tenant, 'token.create', input)).token;

  test('a tenant with agents', async () => {
    await site().openTenant(tenant);
    await seed(site().operator, tenant, { place: 'n' });
  });

  test('of all operations an agent reaches those that its delegation names and its person may call', async () => {
    for (const operation of everything) {
      const of = async (as: 'mara' | 'bot'): Promise<string> => codeOf(await rest({ as, operation, input: /list|query/u.test(operation) ? {} : { id: 'n-small' } }));
      const isNamed = ['claim.list', 'claim.query', 'claim.get', 'claim.approve'].includes(operation);
      const agent = await of('bot');
      if (isNamed) assert.notEqual(agent, 'OPERATION_NOT_FOUND', operation);
      else assert.equal(agent, 'OPERATION_NOT_FOUND', operation);
      if ((await of('mara')) === 'OPERATION_NOT_FOUND') assert.equal(agent, 'OPERATION_NOT_FOUND', operation);
    }
  });

  test('an operation that an agent may not call is, byte for byte, one that there is not', async () => {
    for (const surface of site().surfaces) {
      for (const as of ['bot', 'aide'] as const) {
        for (const [forbidden, absent] of [['claim.reject', 'claim.rejekt'], ['vault.list', 'vaulk.list'], ['memo.delete', 'meko.delete'], ['principal.delete', 'prinkipal.delete']] as const) {
          const [said, told] = [await site().said(surface, { tenant, as, operation: forbidden, input: { id: 'n-small' } }), await site().said(surface, { tenant, as, operation: absent, input: { id: 'n-small' } })];
          if (said === null || told === null) continue;
          assert.equal(neutral(said, forbidden), neutral(told, absent), `${surface.name} ${as}`);
        }
      }
    }
  });

  test('a tool that is not listed cannot be called, and answers as one that there is not', async () => {
    const client = await site().generic.client(tenant, 'bot');
    const listed = new Set((await client.listTools()).tools.map(({ name }) => name));
    assert.deepEqual([...listed].toSorted(), ['claim.approve', 'claim.get', 'claim.list', 'describe_object', 'get_record', 'list_objects', 'perform_action', 'query_records']);
    for (const name of ['create_record', 'update_record', 'delete_record', 'record_history', 'claim.update', 'account.get', 'principal.update', 'explode']) {
      assert.deepEqual(await callTool(client, { name, arguments: { object: 'claim', id: 'n-small', values: {} } }), { ok: false, problem: { code: 'OPERATION_NOT_FOUND' }, listed: false }, name);
    }
  });

  test('a generic tool is no way around what a plugin keeps from agents', async () => {
    for (const verb of ['create', 'update', 'delete', 'history'] as const) {
      for (const as of ['ada', 'aide'] as const) {
        const answer = await site().generic.perform({ tenant, as, operation: `memo.${verb}`, input: { id: 'n-memo', ...(verb === 'create' || verb === 'update' ? { text: 'x' } : {}) } });
        assert.ok(answer !== null);
        assert.equal(codeOf(answer), 'OPERATION_NOT_FOUND', `${as} memo.${verb}`);
      }
    }
    assert.equal(codeOf(await rest({ as: 'ada', operation: 'memo.update', input: { id: 'n-memo', text: 'y' } })), 'OK', 'over REST a person may');
  });

  test('an action is no way to another verb', async () => {
    const client = await site().generic.client(tenant, 'clara');
    for (const action of ['get', 'update', 'delete', 'history', 'create', 'list', '../account/n-dust', 'rate/../get', '__proto__', 'constructor', '']) {
      const answer = await callTool(client, { name: 'perform_action', arguments: { object: 'account', id: 'n-acme', action, input: { phone: '1' } } });
      assert.ok(!answer.ok && ['ACTION_UNKNOWN', 'OPERATION_NOT_FOUND', 'TOOL_ARGUMENTS_INVALID'].includes(answer.problem.code), `${action}: ${JSON.stringify(answer)}`);
    }
  });

  test('an agent of an administrator, with everything delegated, makes no tokens, principals or delegations', async () => {
    await site().operator.value(tenant, 'principal.create', { id: 'genie', name: 'genie', kind: 'agent', roles: ['admin'] });
    await site().operator.value(tenant, 'delegation.create', { id: 'genie-for-ada', principal: 'ada', agent: 'genie', operations: ['*'] });
    const token = await tokenOf({ principal: 'ada', agent: 'genie' });
    const send = (method: string, path: string, body: object): Promise<Response> =>
      fetch(`${site().server.address}/api/v1/${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal((await send('PATCH', 'data/account/n-u1', { phone: '9' })).status, 200, 'it is an administrator in all else');
    const attempts = [
      ['POST', 'auth/tokens', {}], ['POST', 'auth/tokens', { principal: 'ada' }], ['POST', 'auth/tokens', { agent: 'genie' }], ['POST', 'data/principal', { name: 'x', roles: ['admin'] }], ['PATCH', 'data/principal/genie', { kind: 'person' }],
      ['PATCH', 'data/principal/ada', { roles: ['admin'] }], ['POST', 'data/delegation', { principal: 'ada', agent: 'genie', operations: ['*'] }], ['PATCH', 'data/delegation/genie-for-ada', { expires_at: null }], ['DELETE', 'data/delegation/genie-for-ada', {}],
    ] as const;
    for (const [method, path, body] of attempts) {
      const response = await send(method, path, body);
      assert.ok(response.status === 403 || response.status === 404, `${method} ${path} ${JSON.stringify(body)}: ${response.status} ${await response.text()}`);
    }
  });

  test('neither does a person with a token that is limited', async () => {
    const token = await tokenOf({ principal: 'ada', operations: ['account.*', 'token.*', 'principal.*', 'delegation.*'] });
    for (const [path, body] of [['auth/tokens', {}], ['data/principal', { name: 'x' }], ['data/delegation', { principal: 'ada', agent: 'aide', operations: ['*'] }]] as const) {
      const response = await fetch(`${site().server.address}/api/v1/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
      assert.equal(response.status, 403, path);
    }
    const claims = await fetch(`${site().server.address}/api/v1/data/claim`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(claims.status, 404, 'claims are not among its operations');
  });

  test('the roles of an agent itself are nobody\'s', async () => {
    await site().operator.value(tenant, 'principal.update', { id: 'bot', roles: ['admin'] });
    assert.equal(codeOf(await rest({ as: 'bot', operation: 'vault.list', input: {} })), 'OPERATION_NOT_FOUND');
    assert.equal(codeOf(await rest({ as: 'bot', operation: 'claim.get', input: { id: 'n-small', fields: ['title'] } })), 'OK');
  });

  test('a person makes tokens for nobody but himself, and gives no more than he delegated', async () => {
    const post = async (as: 'clara' | 'mara', body: object): Promise<{ status: number; token?: string }> => {
      const response = await fetch(`${site().server.address}/api/v1/auth/tokens`, { method: 'POST', headers: { authorization: `Bearer ${site().tokens(tenant)[as].token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
      return { status: response.status, ...((await response.json()) as { token?: string }) };
    };
    assert.equal((await post('clara', { principal: 'ada' })).status, 403);
    assert.equal((await post('clara', { agent: 'bot' })).status, 422, 'bot has no delegation of hers');
    const { token } = await post('mara', { agent: 'bot', operations: ['*'] });
    const escalated = await fetch(`${site().server.address}/api/v1/data/claim/n-large/escalate`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    assert.equal(escalated.status, 404, 'the token says everything, the delegation three operations');
  });

  test('whatever an agent did is on record with the agent and the person', async () => {
    assert.equal(codeOf(await rest({ as: 'bot', operation: 'claim.approve', input: { id: 'n-f1' } })), 'OK');
    const { entries } = await site().operator.value<{ entries: readonly { readonly operation: string; readonly principal: string; readonly actors: readonly string[] }[] }>(tenant, 'audit.log', { record: 'claim/n-f1' });
    const approval = entries.find(({ operation }) => operation === 'claim.approve');
    assert.deepEqual([approval?.principal, approval?.actors], ['mara', ['bot']]);
    await rest({ as: 'bot', operation: 'claim.reject', input: { id: 'n-f1' } });
    const log = await site().operator.value<{ entries: readonly { readonly events: readonly { readonly kind: string; readonly operation: string; readonly actors: readonly string[] }[] }[] }>(tenant, 'audit.log', { stream: 'access', limit: 500 });
    const events = log.entries.flatMap((batch) => batch.events);
    assert.ok(events.some(({ kind, operation, actors }) => kind === 'denied' && operation === 'claim.reject' && actors.includes('bot')), 'what it was denied');
    assert.ok(events.some(({ kind, operation, actors }) => kind === 'read' && operation === 'claim.get' && actors.includes('bot')), 'what it read');
  });
}

function neutral(text: string, operation: string): string {
  return text.replaceAll(operation, '<operation>');
}

function codeOf(answer: SurfaceAnswer): string {
  return answer.ok ? 'OK' : answer.problem.code;
}
