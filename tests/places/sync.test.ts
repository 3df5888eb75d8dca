import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { parseHeader } from '@objectos/journal';
import type { JournalHead } from '@objectql/engine';
import type { JsonObject } from '@objectql/metadata';
import { chance } from '../../packages/objectql/engine/src/contract/test-host.contract.ts';
import { text } from './business.ts';
import type { Person } from './business.ts';
import { Site } from './site.ts';

interface Pushed {
  readonly key: string;
  readonly operation: string;
  readonly input: JsonObject;
}

/**
 * What a device will be: commands made offline under keys of their own, and a copy of what its person may read, brought up to
 * date from a place in the journal. The journal says which records to look at again; what they are, the readable view says.
 */
class Device {
  readonly records = new Map<string, JsonObject>();
  readonly queue: Pushed[] = [];
  readonly #site: Site;
  readonly #who: Person;
  /** Where the copy stands. Another epoch means that the store was restored, and the copy begins anew. */
  #at: Pick<JournalHead, 'seq' | 'epoch'> = { seq: 0, epoch: '' };

  constructor(site: Site, who: Person) {
    this.#site = site;
    this.#who = who;
  }

  /** Made offline. */
  perform(operation: string, input: JsonObject): void {
    this.queue.push({ key: randomUUID(), operation, input });
  }

  /** Sends the queue in order; where `isLost` says so the answer never comes, and the command stays in the queue. */
  async push(isLost: () => boolean): Promise<number> {
    let replays = 0;
    for (let command = this.queue[0]; command !== undefined; command = this.queue[0]) {
      const told = await this.#site.told(this.#who, command.operation, command.input, command.key);
      assert.ok(told.ok, `${command.operation}: ${told.ok || told.code}`);
      if (told.reply.replayed === true) replays++;
      if (isLost()) return replays;
      this.queue.shift();
    }
    return replays;
  }

  /**
   * Follows the journal: each task that it speaks of is asked for anew, as its person sees it now, and so are the tasks of a
   * project that it speaks of, since whether they may be read goes by way of their project.
   */
  async pull(): Promise<number> {
    const head = await this.#site.store.head();
    if (head.epoch !== this.#at.epoch) this.records.clear();
    const entries = await this.#site.journal(head.epoch === this.#at.epoch ? this.#at.seq : 0);
    const touched = (object: string): Set<string> => new Set(entries.flatMap(({ changes }) => changes.filter((change) => change.object === object).map(({ record }) => record)));
    const [tasks, projects] = [touched('task'), touched('project')];
    for (const { id, project } of this.records.values()) if (projects.has(text(project))) tasks.add(text(id));
    await this.#askFor({ id: { $in: [...tasks] } }, tasks);
    await this.#askFor({ project: { $in: [...projects] } }, []);
    const last = entries.at(-1);
    if (last !== undefined) this.#at = { seq: last.seq, epoch: parseHeader(last.header)?.epoch ?? '' };
    return tasks.size;
  }

  /** Takes what the filter finds; of the ids given, what it does not find is gone. */
  async #askFor(filter: JsonObject, ids: Iterable<string>): Promise<void> {
    const { records } = await this.#site.call<{ readonly records: readonly JsonObject[] }>(this.#who, 'task.list', { filter, limit: 500 });
    for (const id of ids) this.records.delete(id);
    for (const record of records) this.records.set(text(record['id']), record);
  }
}

test('sync has its place: a device sends its commands again under their keys until all are answered, and each is done once', async (context) => {
  const below = chance(9);
  const site = await Site.open(context);
  await site.call('ada', 'project.create', { id: 'p', name: 'Bridge' });
  const device = new Device(site, 'will');
  for (let each = 0; each < 20; each++) {
    device.perform('task.create', { id: `t${each}`, title: `Task ${each}`, project: 'p' });
    device.perform('task.update', { id: `t${each}`, title: `Task ${each}, seen` });
  }
  let replays = 0;
  while (device.queue.length > 0) replays += await device.push(() => below(3) === 0);
  assert.ok(replays > 0, 'answers were lost');
  const done = new Map((await site.records('ada', 'task')).map(({ id, title, revision }) => [id, [title, revision]]));
  assert.deepEqual(done, new Map(Array.from({ length: 20 }, (_, each) => [`t${each}`, [`Task ${each}, seen`, 2]] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  assert.equal((await site.store.head()).seq, 1 + 40);
  await site.verify();
});

test('sync has its place: a copy that follows the journal from where it stood is what its person may read, whatever became hidden', async (context) => {
  const site = await Site.open(context);
  for (const project of ['p', 'q']) await site.call('ada', 'project.create', { id: project, name: project });
  for (let each = 0; each < 6; each++) await site.call('ada', 'task.create', { id: `t${each}`, title: 'Task', project: each % 2 === 0 ? 'p' : 'q', cost: '5.00' });
  const device = new Device(site, 'will');
  assert.equal(await device.pull(), 6);
  const asRead = async (): Promise<Map<string, JsonObject>> => new Map((await site.records('will', 'task')).map((record) => [text(record['id']), record]));
  assert.deepEqual(device.records, await asRead());

  await site.call('ada', 'task.update', { id: 't0', done: true });
  await site.call('ada', 'task.delete', { id: 't1' });
  await site.call('ada', 'task.update', { id: 't2', title: 'Renamed' });
  assert.equal(await device.pull(), 3, 'only what the journal speaks of since then');
  assert.deepEqual(device.records, await asRead());
  assert.deepEqual([device.records.get('t0')?.['cost'], device.records.get('t0')?.['_masked'], device.records.has('t1')], [null, ['cost'], false]);
  assert.equal(await device.pull(), 0);
  for (const open of [false, true]) {
    await site.call('ada', 'project.update', { id: 'q', open });
    await device.pull();
    assert.deepEqual(device.records, await asRead());
    assert.equal(device.records.has('t3'), open, 'it went and came with its project');
  }

  const entries = await site.call<{ readonly entries: readonly { readonly changes: JsonObject }[] }>('will', 'task.history', { id: 't0' });
  assert.ok(entries.entries.every(({ changes }) => !Object.hasOwn(changes, 'cost')), 'what is hidden now is hidden in what was before');
});
