import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveExamples } from './served-examples.contract.ts';
import type { PersonId, ServedExamples } from './served-examples.contract.ts';

interface Tool {
  readonly name: string;
  readonly description: string;
}

/** Of tools/list and tools/call. */
interface Answer {
  readonly result?: { readonly tools?: readonly Tool[]; readonly isError?: boolean; readonly content?: readonly { readonly text: string }[]; readonly structuredContent?: Readonly<Record<string, unknown>> };
  readonly error?: { readonly message: string };
}

/** One message to /mcp in the form of 2025-11-25, which needs no handshake here. */
async function message(served: ServedExamples, token: string, { method, params = {} }: { method: string; params?: object }): Promise<Answer> {
  const response = await fetch(`${served.address}/mcp`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as Answer;
}

const toolsOf = async (served: ServedExamples, person: PersonId): Promise<readonly Tool[]> =>
  (await message(served, await served.token(person), { method: 'tools/list' })).result?.tools ?? [];

/** Tokens are estimated as characters / 3.5, which is on the high side for JSON. */
const tokensIn = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 3.5);

const isPinned = ({ name }: Tool): boolean => name.includes('.');

test('the tool list is small: generic tools under 2,000 tokens, each pinned one under 250', async (t) => {
  const served = await serveExamples(t);
  const people = ['rita', 'mona', 'finn', 'lena', 'dave', 'copilot', 'emma', 'max', 'dora', 'alan'] as const;
  const pinned = new Map<string, Tool>();
  let most = 0;
  for (const person of people) {
    const tools = await toolsOf(served, person);
    most = Math.max(most, tokensIn(tools.filter((tool) => !isPinned(tool))));
    for (const tool of tools.filter(isPinned)) pinned.set(tool.name, tool);
  }
  t.diagnostic(`generic tools: ${most} tokens at most (characters / 3.5)`);
  for (const [name, tool] of pinned) t.diagnostic(`${name}: ${tokensIn(tool)} tokens`);
  assert.ok(most > 0 && most < 2000);
  assert.deepEqual([...pinned.keys()].toSorted(), ['contract.approve', 'customer.get', 'customer.list', 'expense.approve', 'expense.create', 'expense.escalate', 'expense.get', 'expense.list', 'expense.reject', 'ledger_entry.list', 'opportunity.advanceStage', 'opportunity.create']);
  for (const [name, tool] of pinned) assert.ok(tokensIn(tool) < 250, `${name}: ${tokensIn(tool)}`);
});

test('agents reach what the manifests list, as far as their person may', async (t) => {
  const served = await serveExamples(t);
  const names = async (person: PersonId) => (await toolsOf(served, person)).filter(isPinned).map(({ name }) => name);
  assert.deepEqual(await names('copilot'), ['customer.get', 'customer.list', 'opportunity.advanceStage', 'opportunity.create'], 'mona may approve no contract');
  assert.deepEqual(await names('finn'), ['contract.approve', 'customer.get', 'customer.list']);
  assert.deepEqual(await names('emma'), ['expense.create', 'expense.get', 'expense.list']);
  assert.deepEqual(await names('max'), ['expense.approve', 'expense.create', 'expense.escalate', 'expense.get', 'expense.list']);
  const call = async (person: PersonId, name: string, given: object) => {
    const { result, error } = await message(served, await served.token(person), { method: 'tools/call', params: { name, arguments: given } });
    if (error !== undefined) return { code: error.message };
    return result?.isError === true ? (JSON.parse(result.content![0]!.text) as { code: string }) : { code: 'done', ...result?.structuredContent };
  };
  const customer = await (await served.as('mona')).customer.create({ name: 'Ada Ltd' });
  const contract = await (await served.as('mona')).contract.create({ title: 'x', customer: customer.id, value: 1 });
  for (const [name, given] of [['delete_record', { object: 'contract', id: contract.id }], ['contract.delete', { id: contract.id }]] as const) assert.notEqual((await call('lena', name, given)).code, 'done', name);
  assert.equal((await call('lena', 'update_record', { object: 'contract', id: contract.id, values: { title: 'y' } })).code, 'OPERATION_NOT_FOUND', 'legal may, but not through an agent');
  assert.equal((await call('copilot', 'create_record', { object: 'customer', values: { name: 'By stealth' } })).code, 'OPERATION_NOT_FOUND');
  assert.equal((await call('copilot', 'perform_action', { object: 'contract', id: contract.id, action: 'submit' })).code, 'OPERATION_NOT_FOUND');
  assert.equal((await call('copilot', 'opportunity.create', { title: 'Chairs', customer: customer.id })).code, 'done');
  const expense = await (await served.as('emma')).expense.create({ title: 'Train', amount: 10, spent_on: '2026-11-20' });
  assert.deepEqual(await call('max', 'perform_action', { object: 'expense', id: expense.id, action: 'approve', input: { comment: 'Fine.' } }).then(({ code }) => code), 'done');
  const second = await (await served.as('emma')).expense.create({ title: 'Bus', amount: 5, spent_on: '2026-11-20' });
  assert.equal((await call('max', 'expense.approve', { id: second.id })).code, 'done', 'the flow is an MCP tool of its own');
});
