import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Checkpoint } from '@objectos/journal';
import type { DatabaseAddress } from './database-address.ts';
import { FileCheckpoints } from './file-checkpoints.ts';
import { scratchFolder } from './test-app.contract.ts';

const here: DatabaseAddress = { host: 'db.example.com', port: 5432, database: 'app' };
const older = 'main.checkpoints.jsonl';

function checkpoint(seq: number, epoch: string): Checkpoint {
  return { seq, epoch, hash: `${epoch}${seq}`, at: '2026-11-22T10:00:00.000Z' };
}

/** As a version wrote them that told no databases apart. */
function writeOlder(folder: string, ...lines: readonly Checkpoint[]): void {
  writeFileSync(join(folder, older), lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

test('each database has files of its own, named by where it is; those of SQLite keep their names', async () => {
  const folder = scratchFolder();
  const places = [null, here, { ...here, port: 5433 }, { ...here, host: 'DB' }, { ...here, database: 'App' }, { ...here, database: 'a/../p' }, { ...here, host: '/var/run', database: 'é'.repeat(60) }];
  for (const [index, place] of places.entries()) {
    for (const tenant of ['main', '_system']) await new FileCheckpoints(folder, place).append(tenant, checkpoint(index + 1, `e${index}`));
  }
  for (const [index, place] of places.entries()) {
    const [first, ...more] = (await new FileCheckpoints(folder, place).list('main')).filter(({ epoch }) => epoch !== 'e0' || place === null);
    assert.deepEqual([first?.seq, more], [index + 1, []]);
  }
  const names = readdirSync(folder);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, 2 * places.length, 'also where a file system does not tell cases apart');
  assert.ok(names.includes(older) && names.includes('_system.checkpoints.jsonl'));
  assert.ok(names.includes('main.db.example.com-5432-app-7d7ad35a186a.checkpoints.jsonl'), 'always the same: under another name nobody would find them');
  assert.ok(names.every((name) => /^[\w.-]{1,255}\.checkpoints\.jsonl$/u.test(name)), names.join('\n'));
});

test('a line that a crash cut short says nothing yet', async () => {
  const folder = scratchFolder();
  const kept = new FileCheckpoints(folder, here);
  await kept.append('main', checkpoint(1, 'e'));
  appendFileSync(join(folder, readdirSync(folder)[0] ?? ''), '{"seq":2,"ep');
  assert.deepEqual(await kept.list('main'), [checkpoint(1, 'e')]);
});

test('a file of the older name vouches for the database that it is the only one of, and is taken over by it', async () => {
  const folder = scratchFolder();
  writeOlder(folder, checkpoint(1, 'e'), checkpoint(2, 'e'));
  const kept = new FileCheckpoints(folder, here);
  assert.deepEqual(await kept.list('main'), [checkpoint(1, 'e'), checkpoint(2, 'e')], 'as ever: whatever the database says of its epoch');
  const another = new FileCheckpoints(folder, { ...here, database: 'other' });
  await another.append('main', checkpoint(1, 'f'));
  assert.ok(readdirSync(folder).includes(older), 'another database leaves it where it is');
  await kept.append('main', checkpoint(3, 'e'));
  assert.ok(!readdirSync(folder).includes(older));
  assert.deepEqual(await kept.list('main'), [1, 2, 3].map((seq) => checkpoint(seq, 'e')));
  assert.deepEqual(await another.list('main'), [checkpoint(1, 'f')]);
});

test('a file of the older name that speaks of several journals is nobody\'s to take over', async () => {
  const folder = scratchFolder();
  writeOlder(folder, checkpoint(1, 'f'), checkpoint(2, 'e'));
  const kept = new FileCheckpoints(folder, here);
  await kept.append('main', checkpoint(3, 'e'));
  assert.deepEqual(await kept.list('main'), [checkpoint(1, 'f'), checkpoint(2, 'e'), checkpoint(3, 'e')]);
});

test('beside a SQLite store of that tenant the file of its name stays that store\'s, and databases are told that they share it', async () => {
  const folder = scratchFolder();
  writeOlder(folder, checkpoint(1, 'e'));
  writeFileSync(join(folder, 'main.db'), '');
  const text = readFileSync(join(folder, older), 'utf8');
  const kept = new FileCheckpoints(folder, here);
  await kept.append('main', checkpoint(2, 'e'));
  assert.deepEqual(await kept.list('main'), [{ ...checkpoint(1, 'e'), shared: true }, checkpoint(2, 'e')]);
  assert.equal(readFileSync(join(folder, older), 'utf8'), text);
  assert.deepEqual(await new FileCheckpoints(folder).list('main'), [checkpoint(1, 'e')]);
});

test('a database without checkpoints where others have theirs is warned of: it may have moved', async () => {
  const folder = scratchFolder();
  const [sqlite, kept, moved] = [new FileCheckpoints(folder), new FileCheckpoints(folder, here), new FileCheckpoints(folder, { ...here, host: 'moved' })];
  await sqlite.append('main', checkpoint(1, 's'));
  assert.deepEqual([sqlite.warnings, kept.warnings], [[], []]);
  await kept.append('main', checkpoint(1, 'e'));
  assert.deepEqual([sqlite.warnings, kept.warnings, moved.warnings.length], [[], [], 1]);
  assert.match(moved.warnings[0] ?? '', /of the database app at moved:5432, .* rename its files to <tenant>\.moved-5432-app-[0-9a-f]{12}\.checkpoints\.jsonl before/u);
});
