import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rendered } from '@objectos/kernel';
import type { Kernel } from '@objectos/kernel';
import { RecordWork } from '@objectos/records';
import { chance, turn } from '../../packages/objectql/engine/src/contract/test-host.contract.ts';
import { text, writeOperation } from './business.ts';
import { Site } from './site.ts';

/**
 * Deletes a project with its tasks in one unit: what `onDelete: 'cascade'` will do. Which tasks there are is read before the
 * lane; that there are no others is a check of the unit. `between` is where a test lets somebody else in.
 */
const removeProject = (between: () => Promise<unknown>) => (kernel: () => Kernel) => writeOperation('project.remove', 'delete', async ({ input: { id }, context }) => {
  const { value } = await kernel().call('task.list', { filter: { project: id ?? null }, fields: ['id'], limit: 500 }, context);
  const { records } = (value instanceof Rendered ? value.value() : value) as { readonly records: readonly { readonly id: string }[] };
  await between();
  const keys = [...records.map((task) => ({ object: 'task', id: task.id })), { object: 'project', id: text(id) }];
  const writes = keys.map((key) => ({ write: { op: 'delete', key }, authority: 'caller' }) as const);
  return new RecordWork(keys, () => ({ writes, checks: [{ kind: 'none', object: 'task', field: 'project', equals: id ?? null }], answer: { value: null } }));
});

const nobody = (): Promise<unknown> => Promise.resolve();

async function openWithTasks(site: Site, project: string, tasks: number): Promise<void> {
  await site.call('ada', 'project.create', { id: project, name: 'Bridge' });
  for (let each = 0; each < tasks; each++) await site.call('ada', 'task.create', { id: `${project}-t${each}`, title: 'Task', project });
}

test('a cascade has its place: one unit deletes children and parent, with a line of the journal for each record', async (context) => {
  const site = await Site.open(context, { operations: [removeProject(nobody)] });
  await openWithTasks(site, 'p', 3);
  assert.equal((await site.told('ada', 'project.delete', { id: 'p' })).ok, false, 'nothing cascades unasked');
  await site.call('ada', 'project.remove', { id: 'p' });
  const last = (await site.journal()).at(-1);
  assert.deepEqual(last?.changes.map(({ op, object, record, after }) => [op, object, record, after]), [
    ['delete', 'task', 'p-t0', null], ['delete', 'task', 'p-t1', null], ['delete', 'task', 'p-t2', null], ['delete', 'project', 'p', null],
  ]);
  assert.equal((JSON.parse(last.changes[0]?.before ?? '') as { readonly title: string }).title, 'Task', 'each line holds the whole record');
  await site.verify();
});

test('a child that comes between the reading and the deleting keeps parent and children; one that comes after is refused', async (context) => {
  let between = nobody;
  const site = await Site.open(context, { operations: [removeProject(() => between())] });
  await openWithTasks(site, 'p', 2);
  between = () => site.call('ada', 'task.create', { id: 'late', title: 'Late', project: 'p' });
  const refused = await site.told('ada', 'project.remove', { id: 'p' });
  assert.deepEqual([refused.ok, !refused.ok && refused.code], [false, 'RECORD_REFERENCED']);
  assert.deepEqual([(await site.records('ada', 'project')).length, (await site.records('ada', 'task')).length], [1, 3]);
  between = nobody;
  await site.call('ada', 'project.remove', { id: 'p' });
  const after = await site.told('ada', 'task.create', { title: 'Too late', project: 'p' });
  assert.deepEqual([after.ok, !after.ok && after.code], [false, 'REFERENCE_NOT_FOUND']);
  await site.verify();
});

test('whoever races with a cascade, it happens whole or not at all', async (context) => {
  const below = chance(5);
  const turns = async (most: number): Promise<void> => {
    for (let left = below(most); left > 0; left--) await turn();
  };
  const site = await Site.open(context, { operations: [removeProject(() => turns(4))] });
  const removals = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const project = `p${round}`;
    await openWithTasks(site, project, 2);
    const children = Array.from({ length: 2 }, async (_, each) => {
      await turns(8);
      return site.told('ada', 'task.create', { id: `${project}-new${each}`, title: 'New', project });
    });
    const [removed, ...added] = await Promise.all([site.told('ada', 'project.remove', { id: project }), ...children]);
    const left = (await site.records('ada', 'task')).filter((task) => task['project'] === project).length;
    removals.add(removed.ok ? 'removed' : removed.code);
    if (removed.ok) assert.equal(left, 0, 'no child is left behind');
    else assert.equal(left, 2 + added.filter(({ ok }) => ok).length, 'every child is still there');
  }
  assert.deepEqual(removals, new Set(['removed', 'RECORD_REFERENCED']), 'both happened');
  await site.verify();
});
