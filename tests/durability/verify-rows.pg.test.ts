import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JournalVerdict } from '@objectos/journal';
import { TestDatabase, testOnServer } from '../../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { createAppHost } from '../../packages/objectos/server/src/app-host.ts';
import { openApp } from '../../packages/objectos/server/src/compose.ts';
import config from './app/objectos.config.ts';

testOnServer('rows and the journal', () => {
  test('a row that was changed, deleted or put there by SQL is named, and nothing is when it is as it was; other tenants\' rows say nothing of it', { timeout: 60_000 }, async (context) => {
    const database = await TestDatabase.create();
    context.after(() => database.drop());
    const data = mkdtempSync(join(tmpdir(), 'objectos-rows-'));
    context.after(() => rmSync(data, { recursive: true }));
    const app = await openApp({ ...config, tenants: ['main', 'other'] }, { data, database: database.url });
    try {
      const host = createAppHost(app, '');
      for (const tenant of ['main', 'other']) {
        for (const id of ['e1', 'e2']) await host.call(tenant, 'expense.create', { id, title: id, amount: '20.50', spent_on: '2026-11-20' });
        await host.call(tenant, 'expense.update', { id: 'e1', title: 'Again', amount: '21.00' });
        await host.call(tenant, 'expense.delete', { id: 'e2' });
      }
      const found = async (tenant = 'main'): Promise<readonly string[]> => (await host.call(tenant, 'audit.verify', {}) as JournalVerdict).findings.map(({ kind, message }) => `${kind}: ${message}`);
      const steps: readonly (readonly [string, readonly string[]])[] = [
        [`SELECT 1`, []],
        [`UPDATE objectos.expense SET amount = amount + 99900, title = 'Forged' WHERE _tenant = 'main' AND id = 'e1'`, ['changed: The row of expense/e1 is not what the journal says of it: amount, title.']],
        [`UPDATE objectos.expense SET amount = amount - 99900, title = 'Again' WHERE _tenant = 'main' AND id = 'e1'`, []],
        [`CREATE TABLE public.aside AS SELECT * FROM objectos.expense WHERE _tenant = 'main' AND id = 'e1'; DELETE FROM objectos.expense WHERE _tenant = 'main' AND id = 'e1'`, ['removed: The row of expense/e1 is gone, but no entry deleted it.']],
        [`INSERT INTO objectos.expense SELECT * FROM public.aside`, []],
        [`UPDATE public.aside SET id = 'e2'; INSERT INTO objectos.expense SELECT * FROM public.aside`, ['inserted: The row of expense/e2 is there, but entry 4 deleted it.']],
        [`UPDATE objectos.expense SET id = 'e9' WHERE _tenant = 'main' AND id = 'e2'`, ['inserted: The row of expense/e9 is there, but no entry made it.']],
        [`DELETE FROM objectos.expense WHERE _tenant = 'main' AND id = 'e9'`, []],
      ];
      for (const [sql, expected] of steps) {
        await database.execute(sql);
        assert.deepEqual([await found(), await found('other')], [expected, []], sql);
      }
      await database.execute(`UPDATE objectos_system.tenant SET label = 'Forged' WHERE id = 'other'`);
      const { findings } = await host.call('system', 'audit.systemVerify', {}) as JournalVerdict;
      assert.deepEqual(findings.map(({ message }) => message), ['The row of tenant/other is not what the journal says of it: label.']);
    } finally {
      await app.stop();
    }
  });
});
