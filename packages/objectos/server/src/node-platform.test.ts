import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createNodePlatform } from './node-platform.ts';

const platform = createNodePlatform();

test('ids are UUIDv7, increase and never repeat', () => {
  const ids = Array.from({ length: 20_000 }, () => platform.uuid());
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), ids);
  const time = Number.parseInt(ids[0]!.slice(0, 8) + ids[0]!.slice(9, 13), 16);
  assert.ok(Math.abs(time - Date.now()) < 60_000);
});

test('random text has the length asked for and does not repeat', () => {
  const texts = Array.from({ length: 2_000 }, () => platform.randomHex(16));
  assert.ok(texts.every((text) => /^[0-9a-f]{32}$/u.test(text)));
  assert.equal(new Set(texts).size, texts.length);
  assert.throws(() => platform.randomHex(5000), RangeError);
});

test('sha256 is the hex digest of the UTF-8 text', () => {
  assert.equal(platform.sha256('Zoë 😀'), createHash('sha256').update('Zoë 😀', 'utf8').digest('hex'));
});

test('a cancelled timer does not run', async () => {
  const ran: string[] = [];
  const cancel = platform.timer(0, () => ran.push('cancelled'));
  cancel();
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => {}, 1000);
    platform.timer(5, () => {
      clearInterval(keepAlive);
      resolve();
    });
  });
  assert.deepEqual(ran, []);
});
