import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordWork } from '@objectos/records';
import type { DraftWrite } from '@objectos/records';
import type { JsonObject } from '@objectql/metadata';
import { interposed } from '../../packages/objectql/engine/src/contract/interposed-driver.contract.ts';
import type { Moment } from '../../packages/objectql/engine/src/contract/interposed-driver.contract.ts';
import { text, writeOperation } from './business.ts';
import { Site } from './site.ts';

const chunks = 8;
const perChunk = 50;

/** One chunk of a job: a unit of many writes, and the count of them on the project. */
const importTasks = () => writeOperation('task.import', 'create', ({ input }) => {
  const rows = input['rows'] as unknown as readonly JsonObject[];
  const inserts = rows.map(({ id, ...row }): DraftWrite => ({ write: { op: 'insert', key: { object: 'task', id: text(id) }, row }, authority: 'caller' }));
  const project = { object: 'project', id: 'p' };
  const count: DraftWrite = { write: { op: 'add', key: project, add: { tasks: `${rows.length}` } }, authority: { operation: 'task.import', fields: ['tasks'] } };
  return new RecordWork([project], () => ({ writes: [...inserts, count], checks: [], answer: { value: { imported: rows.length } } }));
});

/** The whole job, from its first chunk: what was done before is answered, not done. Answers which chunks were new. */
async function runJob(site: Site, job: string): Promise<readonly number[]> {
  const done: number[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const rows = Array.from({ length: perChunk }, (_, each) => ({ id: `t${chunk}-${each}`, title: `Task ${each}`, project: 'p' }));
    const { replayed, value } = await site.reply('ada', 'task.import', { rows }, `${job}:${chunk}`);
    assert.deepEqual(value, { imported: perChunk });
    if (replayed !== true) done.push(chunk);
  }
  return done;
}

for (const [moment, committed] of [['applied', 4], ['committed', 5]] as const satisfies readonly (readonly [Moment, number])[]) {
  test(`a bulk job has its place: chunks of units under keys go on after a crash (chunk 5 was ${moment}) and do nothing twice`, async (context) => {
    const site = await Site.open(context, { operations: [importTasks] });
    await site.call('ada', 'project.create', { id: 'p', name: 'Bridge' });
    await site.kernel.stop();
    let reached = 0;
    const dying = (now: Moment): void => {
      if (now !== moment || ++reached !== 5) return;
      site.crash();
      throw new Error('killed');
    };
    await site.start({ operations: [importTasks], wrap: (driver) => interposed(driver, dying) });
    await assert.rejects(runJob(site, 'job-7'));

    await site.start({ operations: [importTasks] });
    const tasks = async (): Promise<number> => (await site.call<{ readonly total: number }>('ada', 'task.list', { limit: 1, count: true })).total;
    assert.equal(await tasks(), committed * perChunk, 'whole chunks, and no more');
    assert.deepEqual(await runJob(site, 'job-7'), Array.from({ length: chunks - committed }, (_, each) => committed + each));
    assert.deepEqual(await runJob(site, 'job-7'), []);
    assert.equal(await tasks(), chunks * perChunk);
    assert.equal((await site.call('ada', 'project.get', { id: 'p' }))['tasks'], chunks * perChunk);
    assert.equal((await site.store.head()).seq, 1 + chunks, 'an entry for each chunk');
    await site.verify();
  });
}
