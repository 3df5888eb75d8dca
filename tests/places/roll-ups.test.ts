import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordWork } from '@objectos/records';
import type { DraftWrite } from '@objectos/records';
import type { Json } from '@objectql/metadata';
import { text, writeOperation } from './business.ts';
import { Site } from './site.ts';

const sums = { operation: 'task.log', fields: ['spent', 'tasks'] };

/** A task, and what it adds to its project, in one unit: what `create` will do where a project has roll-up fields. */
const logTask = () => writeOperation('task.log', 'create', ({ input }) => {
  const { id, ...row } = input;
  const project = { object: 'project', id: text(row['project']) };
  const insert: DraftWrite = { write: { op: 'insert', key: { object: 'task', id: text(id) }, row }, authority: 'caller' };
  const add: DraftWrite = { write: { op: 'add', key: project, add: { spent: text(row['cost']), tasks: '1' } }, authority: sums };
  return new RecordWork([project], () => ({ writes: [insert, add], checks: [], answer: { value: null } }));
});

/** The caller's own right to write does not reach sums. */
const padSum = () => writeOperation('project.pad', 'update', ({ input }) =>
  new RecordWork([], () => ({ writes: [{ write: { op: 'add', key: { object: 'project', id: text(input['id']) }, add: { spent: '1000.00' } }, authority: 'caller' }], checks: [], answer: { value: null } })));

test('a roll-up has its place: the unit of the child adds to the parent, whoever writes at once, and nobody\'s edit is stale for it', async (context) => {
  const site = await Site.open(context, { operations: [logTask, padSum] });
  await site.call('ada', 'project.create', { id: 'p', name: 'Bridge' });
  const logged = Array.from({ length: 50 }, (_, each) => site.told('will', 'task.log', { id: `t${each}`, title: each % 10 === 3 ? null : `Task ${each}`, project: 'p', cost: '0.10' } satisfies Record<string, Json>));
  const edited = site.told('ada', 'project.update', { id: 'p', name: 'Long bridge', revision: 1 });
  const outcomes = await Promise.all([...logged, edited]);
  assert.deepEqual(outcomes.map((each) => (each.ok ? 'done' : each.code)), [...logged.map((_, each) => (each % 10 === 3 ? 'FIELD_REQUIRED' : 'done')), 'done']);
  const project = await site.call('ada', 'project.get', { id: 'p' });
  assert.deepEqual([project['spent'], project['tasks'], project['name'], project['revision']], ['4.50', 45, 'Long bridge', 2]);

  const entries = (await site.journal()).filter(({ header }) => header.includes('"task.log"'));
  assert.deepEqual(new Set(entries.map(({ changes }) => changes.map(({ op, object }) => `${op} ${object}`).join())), new Set(['insert task,add project']));
  assert.deepEqual(JSON.parse(entries.at(-1)?.changes[1]?.after ?? ''), { spent: '4.50', tasks: 45 });
  const padded = await site.told('ada', 'project.pad', { id: 'p' });
  assert.deepEqual([padded.ok, !padded.ok && padded.code], [false, 'FORBIDDEN']);
  await site.verify();
});
