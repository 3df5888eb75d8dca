import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Agent, Person } from '../parity/harness/people.ts';
import { seed } from '../parity/harness/seed.ts';
import { openDoors } from './door.ts';
import type { Door } from './door.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 31, 37, 46, 49: rights end with the call that ends them. Doors are opened first, so each holds whatever a surface
 * keeps; then a right is taken away, and the very next knock at each must be refused. No waiting, no second try.
 */

const tenant = 'live';
type Changes = Readonly<Record<string, unknown>>;

export function testLiveRights(site: () => Site): void {
  const opened: Door[] = [];
  const doorsOf = async (token: string): Promise<readonly Door[]> => {
    const doors = await openDoors(site().server, token);
    opened.push(...doors);
    return doors;
  };
  const token = async (input: object): Promise<{ readonly id: string; readonly token: string }> => site().operator.value(tenant, 'token.create', input);
  const change = (object: 'principal' | 'delegation', id: string, changes: Changes): Promise<unknown> => site().rest.perform({ tenant, as: 'ada', operation: `${object}.update`, input: { id, ...changes } });
  const asOperator = async (as: Person): Promise<string> => {
    const answer = await site().operator.perform({ tenant, as, operation: 'account.get', input: { id: 'n-acme' } });
    return answer.ok ? 'in' : answer.problem.code;
  };
  after(() => Promise.all(opened.map((door) => door.close())));

  test('a tenant whose rights change', async () => {
    await site().openTenant(tenant);
    await seed(site().operator, tenant, { place: 'n' });
  });

  for (const by of ['the command line, a child process beside the server', 'its owner through REST', 'the operator through the control socket'] as const) {
    test(`a token that is revoked by ${by} is refused at the very next call, wherever it is used`, async () => {
      const { id, token: text } = await token({ principal: 'clara' });
      const doors = await doorsOf(text);
      await knockAtAll(doors, 'in');
      if (by.startsWith('the command line')) {
        const { code, stdout, stderr } = await site().server.cli('token', 'revoke', id, '--tenant', tenant);
        assert.deepEqual([code, stdout, stderr], [0, 'Revoked.\n', '']);
      } else if (by.startsWith('its owner')) {
        const response = await fetch(`${site().server.address}/api/v1/auth/tokens/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${text}` } });
        assert.equal(response.status, 200);
      } else await site().operator.value(tenant, 'token.revoke', { id });
      await knockAtAll(doors, 'UNAUTHENTICATED');
      assert.equal(await asOperator('clara'), 'in', 'her other ways in are open');
    });
  }

  test('a token is revoked by nobody but its owner and the operator', async () => {
    const { id, token: text } = await token({ principal: 'clara' });
    for (const as of ['ada', 'kit', 'aide'] as const) {
      const response = await fetch(`${site().server.address}/api/v1/auth/tokens/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${site().tokens(tenant)[as].token}` } });
      assert.ok(response.status === 404 || response.status === 403, `${as}: ${response.status}`);
    }
    await knockAtAll(await doorsOf(text), 'in');
  });

  const ends: readonly { readonly what: string; readonly end: () => Promise<unknown>; readonly restore: () => Promise<unknown>; readonly person: string; readonly agent: string; readonly operator: string }[] = [
    { what: 'a role is taken from a person', end: () => change('principal', 'clara', { roles: [] }), restore: () => change('principal', 'clara', { roles: ['clerk'] }), person: 'OPERATION_NOT_FOUND', agent: 'OPERATION_NOT_FOUND', operator: 'OPERATION_NOT_FOUND' },
    { what: 'a person is no longer active', end: () => change('principal', 'clara', { active: false }), restore: () => change('principal', 'clara', { active: true }), person: 'UNAUTHENTICATED', agent: 'UNAUTHENTICATED', operator: 'PRINCIPAL_UNKNOWN' },
    { what: 'an agent is no longer active', end: () => change('principal', 'aide', { active: false }), restore: () => change('principal', 'aide', { active: true }), person: 'in', agent: 'UNAUTHENTICATED', operator: 'in' },
    { what: 'a delegation is narrowed', end: () => change('delegation', 'aide-for-clara', { operations: ['account.list'] }), restore: () => change('delegation', 'aide-for-clara', { operations: ['*'] }), person: 'in', agent: 'OPERATION_NOT_FOUND', operator: 'in' },
    { what: 'a delegation leaves a role out', end: () => change('delegation', 'aide-for-clara', { roles: [] }), restore: () => change('delegation', 'aide-for-clara', { roles: null }), person: 'in', agent: 'OPERATION_NOT_FOUND', operator: 'in' },
    { what: 'a delegation is over', end: () => change('delegation', 'aide-for-clara', { expires_at: '2020-01-01T00:00:00Z' }), restore: () => change('delegation', 'aide-for-clara', { expires_at: null }), person: 'in', agent: 'UNAUTHENTICATED', operator: 'in' },
    { what: 'a role is taken away through the command line', end: () => cliUpdate([]), restore: () => cliUpdate(['clerk']), person: 'OPERATION_NOT_FOUND', agent: 'OPERATION_NOT_FOUND', operator: 'OPERATION_NOT_FOUND' },
  ];
  const cliUpdate = async (roles: readonly string[]): Promise<void> => {
    const { code, stderr } = await site().server.cli('call', 'principal.update', '--tenant', tenant, '--as', 'ada', '--input', JSON.stringify({ id: 'clara', roles }));
    assert.equal(code, 0, stderr);
  };

  for (const { what, end, restore, person, agent, operator } of ends) {
    test(`when ${what}, person and agent meet it at the very next call, wherever they call, and when it is undone too`, async () => {
      const [hers, its] = [await doorsOf((await token({ principal: 'clara' })).token), await doorsOf((await token({ principal: 'clara', agent: 'aide' satisfies Agent })).token)];
      for (let round = 0; round < 2; round++) {
        await knockAtAll([...hers, ...its], 'in');
        await end();
        // Interleaved, so that no door is knocked at only after another has been.
        await Promise.all([knockAtAll(hers, person), knockAtAll(its.toReversed(), agent)]);
        assert.equal(await asOperator('clara'), operator);
        await restore();
      }
      await knockAtAll([...hers, ...its], 'in');
    });
  }

  test('what was answered under a key is not answered again to somebody who has lost the right', async () => {
    const call = { tenant, as: 'clara', operation: 'account.create', input: { id: 'n-keyed', name: 'Keyed', phone: '42' }, key: 'k-live' } as const;
    assert.equal((await site().rest.perform(call)).ok, true);
    await change('principal', 'clara', { roles: [] });
    assert.match(JSON.stringify(await site().rest.perform(call)), /OPERATION_NOT_FOUND/u);
    await change('principal', 'clara', { roles: ['registrar'] });
    assert.match(JSON.stringify(await site().rest.perform(call)), /OPERATION_NOT_FOUND/u);
    await change('principal', 'clara', { roles: ['clerk'] });
    await site().operator.value(tenant, 'account.update', { id: 'n-keyed', status: 'closed' }, 'ada');
    assert.deepEqual(await site().rest.perform(call), { ok: true, value: { id: 'n-keyed' } }, 'the record is out of sight by now');
  });

  test('a tool list shrinks with the rights', async () => {
    const { server } = site();
    const { token: hers } = site().tokens(tenant).clara;
    assert.match(await toolListOf(server.address, hers), /"account\.get"/u);
    await change('principal', 'clara', { roles: [] });
    assert.doesNotMatch(await toolListOf(server.address, hers), /account|create_record/u);
    await change('principal', 'clara', { roles: ['clerk'] });
    assert.match(await toolListOf(server.address, hers), /"account\.get"/u);
  });
}

async function knockAtAll(doors: readonly Door[], expected: string): Promise<void> {
  for (const door of doors) assert.equal(await door.knock('n-acme'), expected, door.name);
}

/** The list as the server tells it, whatever a client may keep. */
async function toolListOf(address: string, token: string): Promise<string> {
  const response = await fetch(`${address}/mcp`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  return response.text();
}
