import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAppHost, openApp } from '@objectos/server';
import type { AppHost } from '@objectos/server';
import { scratchFolder } from '../served-examples.contract.ts';
import { importSuperstore, superstoreCounts } from './import-superstore.ts';
import config from './objectos.config.ts';
import { readSuperstore, superstoreRecords } from './superstore.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** Every record of an object, page by page. */
async function all(host: AppHost, object: string): Promise<Map<string, Row>> {
  const records = new Map<string, Row>();
  let cursor: string | null = null;
  do {
    const page = (await host.call('main', `${object}.list`, { limit: 500, sort: 'id', ...(cursor === null ? {} : { cursor }) })) as { records: Row[]; nextCursor: string | null };
    for (const record of page.records) records.set(record.id, record);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return records;
}

/** How often the journal says that a record was made, by record. */
async function inserts(host: AppHost): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  let after = 0;
  for (;;) {
    const { entries } = (await host.call('main', 'audit.log', { after, limit: 500 })) as { entries: { seq: number; changes: { op: string; object: string; record: string }[] }[] };
    for (const { seq, changes } of entries) {
      after = seq;
      for (const { op, object, record } of changes) if (op === 'insert' && Object.hasOwn(superstoreCounts, object)) made.set(record, (made.get(record) ?? 0) + 1);
    }
    if (entries.length === 0) return made;
  }
}

test('an import that is killed half-way and repeated is the whole file, each record made and journalled once', async (t) => {
  const data = scratchFolder();
  const killed = spawn(process.execPath, [fileURLToPath(new URL('killed-import.contract.ts', import.meta.url)), data, '5000'], { stdio: 'ignore' });
  const [, signal] = (await once(killed, 'close')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL');
  const app = await openApp(config, { data, synchronous: 'NORMAL' });
  t.after(() => app.stop());
  const lines: string[] = [];
  let advanced = 0;
  const host: AppHost = { ...createAppHost(app, ''), progress: (label, total) => ({ advance: (by) => void (advanced += by), done: () => void lines.push(`${label} ${advanced} of ${total}`) }) };
  const before = (await inserts(host)).size;
  assert.ok(before >= 5000 && before < 17_690, `${before} were made before the kill`);
  for (let time = 0; time < 2; time++) await importSuperstore(host, 'main');
  assert.deepEqual(lines, ['Superstore 15003 of 15003'], 'the second time it missed two objects, the third time nothing');
  const made = await inserts(host);
  assert.deepEqual([made.size, [...made.values()].every((times) => times === 1)], [17_690, true]);
  const given = superstoreRecords(await readSuperstore());
  for (const object of ['customer', 'product', 'order', 'order_line'] as const) {
    const kept = await all(host, object);
    assert.equal(kept.size, superstoreCounts[object]);
    for (const record of given[object]) {
      const own = kept.get(record.id)!;
      for (const [name, value] of Object.entries(record)) assert.equal(plain(own[name]), plain(value), `${record.id} ${name}`);
    }
  }
  const verdict = (await host.call('main', 'audit.verify', {})) as { ok: boolean; entries: number };
  assert.equal(verdict.ok, true);
});

/** Records have decimals with all digits of their scale: the file's "2.5" is "2.5000". */
function plain(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+\.\d+$/u.test(value) ? value.replace(/\.?0+$/u, '') : value;
}
