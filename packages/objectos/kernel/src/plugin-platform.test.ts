import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Platform } from './platform.ts';
import { createPluginPlatform } from './plugin-platform.ts';

test('a task that answers nothing runs once, on a host that knows whose it is and on one that does not', () => {
  const plain = { defer: (task: () => void) => task(), timer: (_milliseconds: number, task: () => void) => (task(), () => undefined) };
  for (const host of [plain, { ...plain, attributed: <T>(_plugin: string, task: () => T): T => task() }]) {
    const platform = createPluginPlatform(host as unknown as Platform, 'busy', assert.ifError);
    let runs = 0;
    platform.defer(() => void (runs += 1));
    assert.equal(runs, 1);
    platform.defer(() => void (runs += 1));
    assert.equal(runs, 2);
  }
});
