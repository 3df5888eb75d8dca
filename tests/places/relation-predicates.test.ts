import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordWork } from '@objectos/records';
import type { Check } from '@objectql/engine';
import { parseExpression } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import { chance, turn } from '../../packages/objectql/engine/src/contract/test-host.contract.ts';
import { projectObject, taskObject, text, writeOperation } from './business.ts';
import { Site } from './site.ts';

function predicate(cel: string): Expr {
  const parsed = parseExpression(cel, { object: taskObject, objects: new Map([projectObject, taskObject].map((object) => [object.name, object])) });
  assert.ok(parsed.ok);
  return parsed.expr;
}

/** Finishes a task while its project is open, as the unit itself leaves both: a condition that goes through a relation. */
const finish = () => {
  const projectIsOpen = predicate('record.project.open == true');
  return writeOperation('task.finish', 'update', ({ input: { id } }) => {
    const key = { object: 'task', id: text(id) };
    const check: Check = { kind: 'holds', key, predicate: projectIsOpen, args: [], when: 'after', message: 'The project is closed.' };
    return new RecordWork([key], () => ({ writes: [{ write: { op: 'update', key, set: { done: true } }, authority: { operation: 'task.finish', fields: ['done'] } }], checks: [check], answer: { value: null } }));
  });
};

/** Closes a project that nothing refers to: the other way along the relation. */
const close = () => writeOperation('project.close', 'update', ({ input: { id } }) => {
  const key = { object: 'project', id: text(id) };
  const nobody: Check = { kind: 'none', object: 'task', field: 'project', equals: text(id) };
  return new RecordWork([key], () => ({ writes: [{ write: { op: 'update', key, set: { open: false } }, authority: 'caller' }], checks: [nobody], answer: { value: null } }));
});

test('a predicate over a related record has its place: in rows that are read, rows that are written, and checks of a unit', async (context) => {
  const site = await Site.open(context, { operations: [finish, close] });
  for (const project of ['p', 'q']) {
    await site.call('ada', 'project.create', { id: project, name: project });
    await site.call('ada', 'task.create', { id: `${project}1`, title: 'Task', project });
  }
  const seen = async (): Promise<readonly unknown[]> => (await site.records('will', 'task')).map(({ id }) => id);
  assert.deepEqual(await seen(), ['p1', 'q1']);
  const busy = await site.told('ada', 'project.close', { id: 'p' });
  assert.deepEqual([busy.ok, !busy.ok && busy.code], [false, 'RECORD_REFERENCED']);

  const [closed, updated, finished] = await Promise.all([
    site.told('ada', 'project.update', { id: 'p', open: false }),
    site.told('will', 'task.update', { id: 'p1', title: 'Renamed' }),
    site.told('ada', 'task.finish', { id: 'p1' }),
  ]);
  assert.deepEqual([closed.ok, updated.ok || updated.code, finished.ok || finished.code], [true, 'RECORD_NOT_FOUND', 'CONDITION_FAILED'], 'each is judged over what the unit before it left');
  assert.deepEqual(await seen(), ['q1']);
  await site.call('ada', 'task.delete', { id: 'q1' });
  await site.call('ada', 'project.close', { id: 'q' });
  await site.verify();
});

test('no order of units lets a condition over a related record be false in the journal', async (context) => {
  const below = chance(3);
  const site = await Site.open(context, { operations: [finish] });
  await site.call('ada', 'project.create', { id: 'p', name: 'Bridge' });
  for (let each = 0; each < 20; each++) await site.call('ada', 'task.create', { id: `t${each}`, title: 'Task', project: 'p' });
  const told = await Promise.all(Array.from({ length: 20 }, async (_, each) => {
    for (let left = below(6); left > 0; left--) await turn();
    if (each % 5 === 4) await site.call('ada', 'project.update', { id: 'p', open: each % 2 === 0 });
    return site.told('ada', 'task.finish', { id: `t${each}` });
  }));
  assert.deepEqual(new Set(told.map((each) => (each.ok ? 'done' : each.code))), new Set(['done', 'CONDITION_FAILED']));
  let open = true;
  for (const { changes } of await site.journal()) {
    for (const { object, after } of changes) {
      const values = JSON.parse(after ?? '{}') as { readonly open?: boolean; readonly done?: boolean };
      if (object === 'project') open = values.open ?? open;
      else if (values.done === true) assert.ok(open, 'finished while the project was open');
    }
  }
  await site.verify();
});
