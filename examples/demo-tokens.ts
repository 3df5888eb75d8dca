import type { AppHost } from '@objectos/server';

const label = 'demo';
const day = 24 * 60 * 60;

interface Person {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly roles: readonly string[];
}

interface Token {
  readonly id: string;
  readonly label: string | null;
  readonly revoked_at: string | null;
}

/** A fresh token for each role, valid for a day, in place of the last ones; and three commands to try. Examples only. */
export async function demoTokens(host: AppHost, tenant: string, people: readonly Person[]): Promise<void> {
  await revokeLast(host, tenant);
  const tokens = new Map<string, string>();
  host.print('\nDemo tokens, valid for 24 hours or until the next start, which replaces them:');
  for (const { id, name, roles, kind } of people) {
    const forWhom = kind === 'agent' ? { principal: 'mona', agent: id } : { principal: id };
    const { token } = (await host.call(tenant, 'token.create', { ...forWhom, expires_in: day, label })) as { readonly token: string };
    tokens.set(id, token);
    host.print(`  ${name.padEnd(16)} ${(roles.join(', ') || 'agent of mona').padEnd(20)} ${token}`);
  }
  const mona = tokens.get('mona') ?? tokens.values().next().value ?? '';
  host.print('\nTry:');
  host.print(`  curl -s -H 'Authorization: Bearer ${mona}' '${host.address}/api/v1/data/customer?limit=3'`);
  host.print(`  npx objectos call expense.create ${host.flags} --as emma --input '{"title":"Train to Lyon","amount":"84.50","spent_on":"2026-11-20"}'`);
  host.print(`  ${mcpCommand(host.address, tokens.get('copilot') ?? mona)}`);
}

function mcpCommand(address: string, token: string): string {
  const headers = ['content-type: application/json', 'accept: application/json, text/event-stream', `authorization: Bearer ${token}`];
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'customer.list', arguments: { limit: 2 } } };
  return `curl -s ${headers.map((header) => `-H '${header}'`).join(' ')} -d '${JSON.stringify(body)}' ${address}/mcp`;
}

async function revokeLast(host: AppHost, tenant: string): Promise<void> {
  let cursor: string | null = null;
  do {
    const page = (await host.call(tenant, 'token.list', { limit: 500, ...(cursor === null ? {} : { cursor }) })) as { readonly records: readonly Token[]; readonly nextCursor: string | null };
    for (const token of page.records) {
      if (token.label === label && token.revoked_at === null) await host.call(tenant, 'token.revoke', { id: token.id });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
