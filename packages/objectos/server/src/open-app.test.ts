import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toFault } from '@objectos/kernel';
import { defineObject, f } from '@objectql/metadata';
import type { AppConfig } from './app-config.ts';
import { createAppHost } from './app-host.ts';
import { openApp } from './compose.ts';

function configWith(fields: Parameters<typeof defineObject>[0]['fields']): AppConfig {
  const note = defineObject({ name: 'note', fields });
  return { plugins: [{ manifest: { name: 'notes', version: '1.0.0', objects: [note] }, from: import.meta.url }], tenants: ['north', 'south'] };
}

test('an app does not start over a store that cannot take its metadata, and what is stored stays as it was', async (context) => {
  const data = mkdtempSync(join(tmpdir(), 'objectos-open-'));
  context.after(() => rmSync(data, { recursive: true, force: true }));
  const before = configWith({ title: f.text(), secret: f.text() });
  const first = await openApp(before, { data, synchronous: 'NORMAL' });
  await createAppHost(first, '').call('south', 'note.create', { id: 'one', title: 'One', secret: 'kept' });
  await first.stop();

  await assert.rejects(openApp(configWith({ title: f.text() }), { data, synchronous: 'NORMAL' }), (error) => {
    const { code, details } = toFault(error);
    assert.equal(code, 'STORE_MIGRATION_REFUSED');
    assert.match(JSON.stringify([toFault(error).message, details]), /secret/u);
    return true;
  });

  const again = await openApp(before, { data, synchronous: 'NORMAL' });
  context.after(() => again.stop());
  assert.equal((await createAppHost(again, '').call('south', 'note.get', { id: 'one' }) as { readonly secret: string }).secret, 'kept');
});
