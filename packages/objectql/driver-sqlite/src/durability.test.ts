import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { counted } from './crashing.contract.ts';
import type { CrashStep } from './crashing.contract.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { folderFor, genesis, inserted, planOf, readRows, rowOf, write } from './trial.contract.ts';

const program = new URL('crashing.contract.ts', import.meta.url).pathname;

function start(file: string, step: CrashStep): { readonly child: ChildProcess; readonly said: AsyncIterable<string> } {
  const child = spawn(process.execPath, [program, file, step], { stdio: ['pipe', 'pipe', 'inherit'] });
  assert.ok(child.stdout);
  return { child, said: createInterface({ input: child.stdout }) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Opens what a dead process left and checks that journal and table say the same. */
async function reopened(file: string): Promise<{ readonly seq: number; readonly ids: string[] }> {
  const driver = await SqliteDriver.open({ file });
  await driver.migrate([counted], genesis);
  const entries = await driver.journal(0, 1_000_000);
  const { seq } = await driver.head();
  assert.deepEqual(entries.map((entry) => entry.seq), Array.from({ length: seq }, (_, index) => index + 1));
  const ids = (await readRows(driver, planOf(counted, ['id']))).map(({ id }) => id as string);
  assert.deepEqual(entries.flatMap(({ changes }) => changes.map(({ record }) => record)).toSorted(), ids);
  await driver.close();
  return { seq, ids };
}

for (const step of ['opened', 'migrated', 'loaded', 'applied', 'committed'] as const) {
  test(`a process that dies once it has ${step} leaves what it committed and no more`, async (context) => {
    const file = `${folderFor(context)}/store.db`;
    const { child, said } = start(file, step);
    const committed = (await Array.fromAsync(said)).length;
    await ended(child);
    assert.equal(child.signalCode, 'SIGKILL');
    const { seq, ids } = await reopened(file);
    assert.equal(seq, step === 'opened' || step === 'migrated' ? 0 : 3);
    assert.equal(committed, seq);
    assert.deepEqual(ids, ['c1', 'c2', 'c3'].slice(0, seq));
  });
}

test('a process killed at any moment of its writing leaves all that it said was committed', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  let before = 0;
  for (const lines of [1, 40, 7]) {
    const { child, said } = start(file, 'endless');
    let last = 0;
    let heard = 0;
    for await (const line of said) {
      last = Number(line.split(' ')[1]);
      heard += 1;
      if (heard === lines) child.kill('SIGKILL');
    }
    await ended(child);
    const { seq } = await reopened(file);
    assert.ok(seq >= last, `${seq} entries after ${last} were committed`);
    assert.ok(last > before);
    before = seq;
  }
});

test('a store that another process has open is refused, naming it, until that process is gone', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  const { child, said } = start(file, 'hold');
  for await (const line of said) {
    assert.equal(line, 'held');
    break;
  }
  await assert.rejects(SqliteDriver.open({ file }), { code: 'STORE_LOCKED', category: 'unavailable', message: new RegExp(`held by process ${child.pid} on `, 'u') });
  child.kill('SIGKILL');
  await ended(child);
  const driver = await SqliteDriver.open({ file });
  await assert.rejects(SqliteDriver.open({ file }), { code: 'STORE_LOCKED', message: new RegExp(`held by process ${process.pid} on `, 'u') });
  await driver.close();
  await (await SqliteDriver.open({ file })).close();
});

test('closing flushes the write-ahead log into the file', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  const driver = await SqliteDriver.open({ file });
  await driver.migrate([counted], genesis);
  await write(driver, [inserted(counted, rowOf(counted, 'a', { text: 'x'.repeat(100_000) }))]);
  assert.ok(statSync(`${file}-wal`).size > 100_000);
  await driver.close();
  assert.equal(existsSync(`${file}-wal`), false);
  assert.equal(existsSync(`${file}.holder`), false);
  assert.ok(statSync(file).size > 100_000);
  assert.deepEqual(await reopened(file), { seq: 1, ids: ['a'] });
});

test('the write-ahead log stays short while nobody holds it back', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  const driver = await SqliteDriver.open({ file, synchronous: 'NORMAL' });
  await driver.migrate([counted], genesis);
  for (let lane = 0; lane < 60; lane++) {
    await write(driver, Array.from({ length: 20 }, (_, index) => inserted(counted, rowOf(counted, `${lane}-${index}`, { text: 'x'.repeat(4000) }))));
    await driver.read(planOf(counted, ['id'], { limit: 5 }), [], { tenant: 't', principal: { id: 'a', kind: 'person', roles: [] }, time: 0 });
  }
  assert.ok(statSync(`${file}-wal`).size < 8_000_000, `${statSync(`${file}-wal`).size} bytes`);
  await driver.close();
});
