import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openApp } from './compose.ts';
import { scratchFolder } from './test-app.contract.ts';

test('a data folder that is made here is its owner\'s alone: stores, journal and control socket are no other user\'s', { skip: process.platform === 'win32' }, async () => {
  const data = join(scratchFolder(), 'stores');
  const app = await openApp({ plugins: [] }, { data, synchronous: 'NORMAL' });
  await app.stop();
  assert.equal(statSync(data).mode & 0o777, 0o700);
});
