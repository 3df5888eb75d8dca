import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openApp } from '@objectos/server';
import config from './objectos.config.ts';
import { scratchFolder } from './served-examples.contract.ts';

const digestOf = (file: string): string => hash('sha256', readFileSync(new URL(file, import.meta.url)));

test('the two files of the seed are as they were given, byte for byte', () => {
  assert.equal(digestOf('crm/crm-plugin.manifest.ts'), '3b2faa6097ec6212d78fb73fe97f50ed34bdcf67e4d2dca90561043de4dc4d96');
  assert.equal(digestOf('expenses/expense-approval.flow.yml'), 'c85b7e4d919f5b1c83abd7e4e34beffb21c2a2c3a03025175f2010fe0ab0141b');
});

test('both examples load without a fault, and with a warning for each event that anybody may cause', async (t) => {
  const app = await openApp(config, { data: scratchFolder() });
  t.after(() => app.stop());
  assert.deepEqual(app.warnings.map(({ code, severity, source }) => `${source.file}:${source.line}:${source.column} ${severity} ${code}`), [
    'expense-approval.flow.yml:12:7 warning FLOW_OPEN_EVENT',
    'expense-approval.flow.yml:22:7 warning FLOW_OPEN_EVENT',
  ]);
});
