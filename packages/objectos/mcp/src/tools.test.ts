import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '@objectos/kernel';
import type { Operation, Permitted, Snapshot, Validator } from '@objectos/kernel';
import { toolsFor } from './tool-list.ts';
import type { Tool } from './tool.ts';

const anything: Validator<unknown> = {
  parse: (value) => ({ ok: true, value }),
  jsonSchema: () => ({ type: 'object', properties: { id: { type: 'string', minLength: 1, maxLength: 64, title: 'Id' }, type: { type: 'string', enum: ['a', 'b'], pattern: '^.$' } }, required: ['id'], additionalProperties: false }),
};

function permitted(name: string, more: Partial<Operation> = {}): Permitted {
  const verb = name.slice(name.indexOf('.') + 1);
  const target = ['list', 'query', 'create'].includes(verb) ? 'collection' : 'record';
  const effect = ['list', 'query', 'get', 'history'].includes(verb) ? 'read' : verb === 'delete' ? 'destructive' : 'write';
  const operation: Operation = { name, title: `Title of ${name}`, description: `What ${name} does.`, effect, idempotent: effect === 'read', grant: null, target, input: anything, output: () => ({ type: 'object' }), handler: () => ({ value: {} }), ...more };
  return { operation, granted: null, input: anything };
}

function toolsOf(names: readonly string[], pinned: readonly string[] = []): ReadonlyMap<string, Tool> {
  const named = new Map<string, unknown>();
  const snapshot = { metadata: () => new Map([['plugin', { operations: pinned }]]) as ReadonlyMap<string, unknown>, get: () => named } as unknown as Snapshot;
  return toolsFor(new Map(names.map((name) => [name, permitted(name)])), snapshot);
}

const verbs = ['list', 'get', 'history', 'create', 'update', 'delete', 'close'];
const all = verbs.map((verb) => `ticket.${verb}`);
const refusalOf = (tool: Tool | undefined, given: Record<string, unknown>): Fault => {
  try {
    tool?.target(given);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new assert.AssertionError({ message: 'the arguments should have been refused' });
};

/** Tokens are estimated as characters / 3.5, which is on the high side for JSON. */
const tokensOf = (tools: Iterable<Tool>): number => Math.ceil(JSON.stringify(Array.from(tools, ({ definition }) => definition)).length / 3.5);

test('the generic tools take under 2,000 tokens together, whatever the number of objects', (t) => {
  const few = toolsOf(all);
  const many = toolsOf(Array.from({ length: 200 }, (_, index) => verbs.map((verb) => `object${index}.${verb}`)).flat());
  t.diagnostic(`${few.size} generic tools: ${tokensOf(few.values())} tokens (characters / 3.5)`);
  assert.equal(few.size, 9);
  assert.ok(tokensOf(few.values()) < 2000);
  assert.equal(tokensOf(many.values()), tokensOf(few.values()));
});

test('a generic tool is listed for who may use it on some object', () => {
  const always = ['describe_object', 'list_objects'];
  assert.deepEqual([...toolsOf([]).keys()], always);
  for (const [verb, tool] of [['list', 'query_records'], ['get', 'get_record'], ['history', 'record_history'], ['create', 'create_record'], ['update', 'update_record'], ['delete', 'delete_record'], ['close', 'perform_action']] as const) {
    assert.deepEqual([...toolsOf([`ticket.${verb}`]).keys()], [...always, tool].toSorted());
  }
});

test('a pinned tool is the named operation, with what of its schema helps to fill it in', () => {
  const tool = toolsOf(all, ['ticket.close', 'ticket.escalate']).get('ticket.close')!;
  assert.deepEqual(tool.target({ id: '1' }), { operation: 'ticket.close', input: { id: '1' } });
  assert.deepEqual(tool.definition.inputSchema, { type: 'object', properties: { id: { type: 'string' }, type: { type: 'string', enum: ['a', 'b'] } }, required: ['id'] });
  assert.equal(toolsOf(all, ['ticket.escalate']).has('ticket.escalate'), false, 'not permitted, so not there');
});

test('annotations say what a tool does: read, write or destroy', () => {
  const tools = toolsOf(all, all);
  const hints = (name: string) => tools.get(name)!.definition.annotations;
  for (const name of ['list_objects', 'describe_object', 'query_records', 'get_record', 'record_history', 'ticket.list', 'ticket.get', 'ticket.history']) assert.equal(hints(name).readOnlyHint, true, name);
  for (const name of ['create_record', 'update_record', 'perform_action', 'ticket.create', 'ticket.close']) assert.deepEqual([hints(name).readOnlyHint, hints(name).destructiveHint], [false, false], name);
  for (const name of ['delete_record', 'ticket.delete']) assert.deepEqual([hints(name).readOnlyHint, hints(name).destructiveHint], [false, true], name);
});

test('each generic tool names one operation before the kernel is asked', () => {
  const tools = toolsOf(all);
  const target = (name: string, given: Record<string, unknown>) => tools.get(name)!.target(given);
  assert.deepEqual(target('list_objects', {}), { operation: 'meta.objects', input: {} });
  assert.deepEqual(target('describe_object', { object: 'ticket' }), { operation: 'meta.object', input: { name: 'ticket' } });
  assert.deepEqual(target('query_records', { object: 'ticket', filter: { a: 1 }, limit: 2 }), { operation: 'ticket.list', input: { filter: { a: 1 }, limit: 2 } });
  assert.deepEqual(target('get_record', { object: 'ticket', id: '1' }), { operation: 'ticket.get', input: { id: '1' } });
  assert.deepEqual(target('record_history', { object: 'ticket', id: '1', limit: 5 }), { operation: 'ticket.history', input: { id: '1', limit: 5 } });
  assert.deepEqual(target('create_record', { object: 'ticket', values: { title: 'x' } }), { operation: 'ticket.create', input: { title: 'x' } });
  assert.deepEqual(target('update_record', { object: 'ticket', id: '1', revision: 3, values: { id: '2', title: 'x' } }), { operation: 'ticket.update', input: { id: '1', revision: 3, title: 'x' } });
  assert.deepEqual(target('delete_record', { object: 'ticket', id: '1' }), { operation: 'ticket.delete', input: { id: '1' } });
  assert.deepEqual(target('perform_action', { object: 'ticket', id: '1', action: 'close', input: { comment: 'x' } }), { operation: 'ticket.close', input: { comment: 'x', id: '1' } });
});

test('an action is not a record verb in disguise, since the client was told that actions destroy nothing', () => {
  const tool = toolsOf(all).get('perform_action');
  for (const action of ['delete', 'update', 'create', 'get', 'list', 'query', 'history']) assert.equal(refusalOf(tool, { object: 'ticket', id: '1', action }).code, 'ACTION_UNKNOWN');
});

test('arguments that a tool does not name, and those that are missing, are told together', () => {
  const { code, details: { issues } } = refusalOf(toolsOf(all).get('get_record'), { objet: 'ticket', id: '1' });
  assert.equal(code, 'TOOL_ARGUMENTS_INVALID');
  assert.deepEqual(issues?.map((issue) => `${issue.path} ${issue.code}`), ['objet ARGUMENT_UNKNOWN', 'object ARGUMENT_MISSING']);
});

test('a refusal tells fifty slips at most, and names are texts of a length that names have', () => {
  const get = toolsOf(all).get('get_record');
  const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`${'x'.repeat(200)}${index}`, 1]));
  const refusal = refusalOf(get, { object: 'ticket', id: '1', ...many });
  assert.equal(refusal.details.issues?.length, 50);
  assert.ok(refusal.message.length < 20_000, String(refusal.message.length));
  for (const object of [{ toString: 1 }, 5, '', 'x'.repeat(1_000_000)]) {
    assert.deepEqual(refusalOf(get, { object, id: '1' }).details.issues?.map(({ path, code }) => [path, code]), [['object', 'ARGUMENT_INVALID']]);
  }
});
