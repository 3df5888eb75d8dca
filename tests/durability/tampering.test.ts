import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAppHost } from '../../packages/objectos/server/src/app-host.ts';
import { openApp } from '../../packages/objectos/server/src/compose.ts';
import config from './app/objectos.config.ts';
import { runCli } from './server-process.ts';
import { changePayload, changePrincipal, cutTail, cutTailAndRows, deleteRow, editRow, erase, insertAfter, insertRow, lengthOf, remove, removeAndCloseUp, rewriteFrom, rewriteWithRow, swap, tamper, unlink } from './tampering.ts';
import type { Tampering } from './tampering.ts';

const folder = mkdtempSync(join(tmpdir(), 'objectos-tampering-'));
const original = join(folder, 'original');
let last = 0;

/** A store that stopped as it should: its last entry is in a checkpoint. */
before(async () => {
  const app = await openApp(config, { data: original, synchronous: 'NORMAL' });
  const host = createAppHost(app, '');
  for (let each = 1; each <= 20; each++) {
    await host.call('main', 'expense.create', { id: `e${each}`, title: `Expense ${each}`, amount: '20.50', spent_on: '2026-11-20' });
  }
  for (const title of ['Expense 3, again', 'Expense 3, at last']) await host.call('main', 'expense.update', { id: 'e3', title });
  await app.stop();
  last = lengthOf(join(original, 'main.db'));
});
after(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly title: string;
  readonly how: () => Tampering;
  /** The findings as `objectos audit verify` prints them; none: exit code 0. */
  readonly found: () => readonly RegExp[];
  /** The checkpoints are taken away as well. */
  readonly withoutCheckpoints?: true;
}

const cases: readonly Case[] = [
  { title: 'a changed payload is named', how: () => changePayload(7), found: () => [/^7  changed  Entry 7 is not what was sealed/u] },
  { title: 'a changed header is named', how: () => changePrincipal(7), found: () => [/^7  changed  Entry 7 is not what was sealed/u] },
  { title: 'a removed entry is named', how: () => remove(7), found: () => [/^7  removed  Entry 7 is missing\.$/u] },
  { title: 'a removed entry is named where those after it moved up', how: () => removeAndCloseUp(7), found: () => [/^7  removed  Entry 7 is missing\.$/u, new RegExp(`^${last}  cut  The last entry is gone: ${last}\\.$`, 'u')] },
  { title: 'an inserted entry is named', how: () => insertAfter(7), found: () => [/^8  inserted  Two entries claim to be number 8/u] },
  { title: 'reordered entries are named', how: () => swap(7, 9), found: () => [/^7  reordered  Entries between 7 and 9 .*: 7, 9\.$/u] },
  { title: 'a cut tail is named', how: () => cutTail(last - 2), found: () => [new RegExp(`^${last - 2}  cut  The last 3 entries are gone: ${last - 2} to ${last}\\.$`, 'u')] },
  { title: 'one last entry that is gone is named', how: () => cutTail(last), found: () => [new RegExp(`^${last}  cut  The last entry is gone: ${last}\\.$`, 'u')] },
  { title: 'a rewritten chain is named', how: () => rewriteFrom(7), found: () => [new RegExp(`^${last}  rewritten  Entry ${last} is not the one that the checkpoint of .* saw`, 'u')] },
  { title: 'a history that was made to skip an entry is named', how: () => unlink('expense', 'e3'), found: () => [/^(?<seq>\d+)  changed  The history of expense\/e3 leaves out 2 of its 3 entries, the first of them \k<seq>:/u] },
  { title: 'a row that was edited is named, with its fields', how: () => editRow('expense', 'e3'), found: () => [/^\d+  changed  The row of expense\/e3 is not what the journal says of it: amount, status\.$/u] },
  { title: 'a row that was deleted is named', how: () => deleteRow('expense', 'e3'), found: () => [/^\d+  removed  The row of expense\/e3 is gone, but no entry deleted it\.$/u] },
  { title: 'a row that was never updated and deleted is named', how: () => deleteRow('expense', 'e7'), found: () => [/^\d+  removed  The row of expense\/e7 is gone, but no entry deleted it\.$/u] },
  { title: 'a row that was inserted is named', how: () => insertRow('expense', 'e3', 'e99'), found: () => [/^\d+  inserted  The row of expense\/e99 is there, but no entry made it\.$/u] },
  { title: 'a payload erased lawfully still verifies', how: () => erase(7), found: () => [] },
  { title: 'a cut tail shows in the rows that it wrote, where the checkpoints are gone as well', how: () => cutTail(last - 2), found: () => [/^\d+  changed  The history of expense\/e3 leaves out/u, /^\d+  inserted  The row of expense\/e20 is there, but no entry made it\.$/u], withoutCheckpoints: true },
  { title: 'only checkpoints tell a tail that was cut with its rows from a shorter history', how: () => cutTailAndRows(last - 2), found: () => [], withoutCheckpoints: true },
  { title: 'a rewritten chain shows in the row that it tells of, where the checkpoints are gone as well', how: () => rewriteFrom(7), found: () => [/^7  changed  The row of expense\/e\d+ is not what the journal says of it: amount\.$/u], withoutCheckpoints: true },
  { title: 'only checkpoints tell a chain that was rewritten with its rows from the first one', how: () => rewriteWithRow(7), found: () => [], withoutCheckpoints: true },
];

const systemIsWhole = 'The journal of the system store is whole: 1 entry.';

describe('objectos audit verify', { concurrency: 2 }, () => {
  for (const [index, { title, how, found, withoutCheckpoints }] of cases.entries()) {
    test(title, async () => {
      const data = join(folder, String(index));
      cpSync(original, data, { recursive: true });
      tamper(join(data, 'main.db'), how());
      if (withoutCheckpoints === true) rmSync(join(data, 'main.checkpoints.jsonl'));
      const { code, stdout, stderr } = await runCli(data, 'audit', 'verify');
      const lines = stdout.trimEnd().split('\n');
      assert.equal(lines.pop(), systemIsWhole);
      if (found().length === 0) {
        assert.deepEqual([code, lines.length], [0, 1], `${stdout}${stderr}`);
        assert.match(stdout, /^The journal is whole: \d+ entries\.$/mu);
        return;
      }
      assert.equal(code, 2, `${stdout}${stderr}`);
      assert.equal(lines.length, found().length, stdout);
      for (const [line, expected] of found().entries()) assert.match(lines[line] ?? '', expected);
    });
  }
});
